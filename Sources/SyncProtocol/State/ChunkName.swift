public import CausalHistory
public import SignedLogs

/// What names a part of an object's bulk content: which object, which place, which commit wrote it.
public struct ChunkName: Sendable, Hashable, Comparable {
  public let object: ObjectID
  /// The place of the part, from 0.
  public let index: UInt32
  public let dot: Dot

  public init(object: ObjectID, index: UInt32, dot: Dot) {
    self.object = object
    self.index = index
    self.dot = dot
  }

  public static func < (left: ChunkName, right: ChunkName) -> Bool {
    (left.object, left.index, left.dot) < (right.object, right.index, right.dot)
  }

  /// The row that holds the part.
  public var key: StateKey { StateKey(object, .content, field: index, dot: dot) }
}

extension ObjectState {
  /// The parts that make up the content now, in order: of each index the one with the greatest dot.
  public var chunkNames: [ChunkName] {
    var names: [ChunkName] = []
    for chunk in chunks {
      if names.last?.index == chunk.index { names.removeLast() }
      names.append(chunk)
    }
    return names
  }
}

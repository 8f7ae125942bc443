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

  /// The most parts that a release or an attachment may have: 4 MiB.
  public static let partsMax: Int64 = 256

  /// Whether the parts of the bulk content are all here.
  ///
  /// - Parameter parts: How many its author said there are: any number at all.
  /// - Returns: False if one is missing, or there are others, or a content of so many is none.
  public func isWhole(of parts: Int64) -> Bool {
    guard (1...Self.partsMax).contains(parts) else { return false }
    // Each place stands once, ascending: the last tells them all.
    let names = chunkNames
    return names.count == Int(parts) && names.last?.index == UInt32(parts - 1)
  }
}

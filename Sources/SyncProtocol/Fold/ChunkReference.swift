public import CausalHistory
public import SignedLogs

/// A part of an object's bulk content. The content itself is kept beside the object, since it may
/// be large.
public struct ChunkReference: Sendable, Hashable {
  /// The place of the part, from 0.
  public let index: UInt32
  public let dot: Dot
  /// The digest of the content.
  public let digest: Digest
  /// Bytes of the content.
  public let length: UInt32
}

/// What names a stored part of bulk content: which object, which place, which commit wrote it.
public struct ChunkName: Sendable, Hashable, Comparable {
  public let object: ObjectID
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
}

extension ObjectState {
  /// The parts that make up the content now, in order: of each index the one with the greatest dot.
  public var chunkNames: [ChunkName] {
    var names: [ChunkName] = []
    for chunk in chunks {
      if names.last?.index == chunk.index { names.removeLast() }
      names.append(ChunkName(object: id, index: chunk.index, dot: chunk.dot))
    }
    return names
  }
}

public import SignedLogs

/// Where the objects of one scope are kept: rows of a database, or memory.
public protocol ObjectCollection {
  /// What reading and keeping may throw; `Never` for memory.
  associatedtype Failure: Error = any Error

  /// The object as it was last kept, or nothing if there is none of that name.
  func object(_ id: ObjectID) throws(Failure) -> ObjectState?
  mutating func keep(_ object: ObjectState) throws(Failure)
  /// Keeps a part of an object's bulk content. The same name always comes with the same content.
  mutating func keep(chunk content: [UInt8], as name: ChunkName) throws(Failure)
}

/// The objects of one scope in memory.
public struct ObjectTable: ObjectCollection, Sendable, Equatable {
  public typealias Failure = Never

  public private(set) var objects: [ObjectID: ObjectState] = [:]
  public private(set) var chunks: [ChunkName: [UInt8]] = [:]

  public init() {}

  /// The objects, ascending by name.
  public var all: [ObjectState] { objects.values.sorted { $0.id < $1.id } }

  public func object(_ id: ObjectID) -> ObjectState? { objects[id] }

  public mutating func keep(_ object: ObjectState) { objects[object.id] = object }

  public mutating func keep(chunk content: [UInt8], as name: ChunkName) { chunks[name] = content }

  /// The bulk content of an object, its parts joined.
  public func content(of object: ObjectState) -> [UInt8] {
    object.chunkNames.flatMap { chunks[$0] ?? [] }
  }
}

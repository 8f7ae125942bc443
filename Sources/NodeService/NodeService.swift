internal import Disclosure
public import Foundation
internal import Glibc
internal import GRDB
public import NodeStore
public import PartnershipRecords
internal import ReplicaStore
public import SignedLogs
internal import Synchronization
internal import SyncProtocol
internal import SyncTransport

/// A partnership's node: one method for each job that a person does with it.
public final class NodeService: Sendable {
  public let home: NodeHome
  public let database: NodeDatabase
  public let partnership: Partnership
  let keys: KeyFolder
  let marks: HighWaterMarks
  let now: @Sendable () -> Date
  /// Worked out once: the look-ups are of all England and Wales. Forgotten when others come.
  let knownScheme = Mutex<DisclosureScheme?>(nil)

  /// The version of the product, as peers and releases are told.
  public static let software = "iscan 1.0.0"

  /// Opens a node that was set up.
  ///
  /// - Parameters:
  ///   - home: Its folder.
  ///   - now: The present time.
  /// - Throws: ``NodeServiceError/notANode(_:)``; `NodeStoreError` or `TransportError` if the
  ///   database or the keys cannot be used.
  public init(home: NodeHome, now: @escaping @Sendable () -> Date = { Date() }) throws {
    guard home.isNode else { throw NodeServiceError.notANode(home.folder.path) }
    self.home = home
    self.now = now
    database = try NodeDatabase(at: home.database)
    guard let partnership = try database.partnership() else {
      throw NodeServiceError.notANode(home.folder.path)
    }
    self.partnership = partnership
    keys = try KeyFolder(path: home.keys.path)
    marks = HighWaterMarks(folder: home.keys)
    // What can only be looked at is left as it is.
    guard !database.isReadOnly else { return }
    try checkKeysAreOwn()
    _ = try keys.bundleKey()
    try recoverAtOpen()
  }

  /// Sets a node up: its folder, its keys and an empty database.
  ///
  /// - Parameters:
  ///   - home: A folder that holds no node or hub yet; made if there is none.
  ///   - partnership: Whose node it is.
  ///   - now: The present time.
  /// - Returns: The node.
  /// - Throws: ``NodeServiceError/homeTaken(_:)``, or if a key or the database cannot be made.
  public static func setUp(
    home: NodeHome, partnership: Partnership, now: @escaping @Sendable () -> Date = { Date() }
  ) throws -> NodeService {
    let manager = FileManager.default
    let hub = home.folder.appending(path: "hub.sqlite")
    guard !home.isNode, !manager.fileExists(atPath: hub.path) else {
      throw NodeServiceError.homeTaken(home.folder.path)
    }
    // What was signed with these keys may be with others; a set-up that was broken off has shown nothing.
    let wasBrokenOff = manager.fileExists(
      atPath: home.folder.appending(path: "node.unfinished.sqlite").path)
    let names = (try? HighWaterMarks(folder: home.keys).names()) ?? []
    guard wasBrokenOff || names.isEmpty else {
      throw NodeServiceError.databaseMissing(home.database.path)
    }
    if let reason = HomeFolder.make(home.folder) {
      throw NodeServiceError.homeUnusable(home.folder.path, reason: reason)
    }
    let keys = try KeyFolder(path: home.keys.path)
    // A set-up that was broken off goes on with the keys that are there.
    if !keys.contains("identity") {
      try keys.store(IdentityKey.generate().rawRepresentation, as: "identity")
    }
    if !keys.contains("transport") { try keys.store(TransportKey(), as: "transport") }
    _ = try keys.bundleKey()
    // The file bears its name only once it is whole: half a node is no node.
    let unfinished = home.folder.appending(path: "node.unfinished.sqlite")
    for suffix in ["", "-wal", "-shm"] {
      try? manager.removeItem(atPath: unfinished.path + suffix)
    }
    do {
      let database = try NodeDatabase(at: unfinished)
      try database.set(partnership)
      try database.pool.write { db in
        var random = SystemRandomNumberGenerator()
        let name = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
        try SettingsTable.set(Setting.database, to: Data(name).base64EncodedString(), in: db)
      }
      _ = try database.pool.writeWithoutTransaction { try $0.checkpoint(.truncate) }
      try database.pool.close()
    }
    try manager.setAttributes([.posixPermissions: 0o600], ofItemAtPath: unfinished.path)
    for suffix in ["-wal", "-shm"] { try? manager.removeItem(atPath: unfinished.path + suffix) }
    guard rename(unfinished.path, home.database.path) == 0 else {
      throw NodeServiceError.homeTaken(home.folder.path)
    }
    return try NodeService(home: home, now: now)
  }

  /// This node's long-lived key.
  func identity() throws -> IdentityKey {
    try IdentityKey(rawRepresentation: try keys.load("identity"))
  }

  /// This node's name in logs: the hash of its identity key.
  public func nodeID() throws -> NodeID { NodeID(identityKey: try identity().publicKey) }

  /// What people compare to be sure of this node's keys: the same text wherever it is shown.
  public func fingerprint() throws -> String {
    nodeFingerprint(
      identityKey: try identity().publicKey.bytes,
      transportKeyHash: try keys.loadTransportKey("transport").transportKeyHash)
  }

  var milliseconds: UInt64 { UInt64(max(0, now().timeIntervalSince1970) * 1000) }
  var seconds: Int64 { Int64(now().timeIntervalSince1970) }

  func read<Value>(_ step: (ScopeRecords) throws -> Value) throws -> Value {
    try database.pool.read { try step(ScopeRecords($0)) }
  }

  func write<Value>(_ step: (Database, ScopeRecords) throws -> Value) throws -> Value {
    try database.pool.write { try step($0, ScopeRecords($0)) }
  }
}

/// Names of what the settings table keeps.
enum Setting {
  static let database = "database-id"
  static let invitation = "invitation"
  static let enrolment = "enrolment"
  /// Where the database file was when it was used last.
  static let place = "database-place"
  static let recoveries = "recoveries"
  static let departures = "departures"
  /// When this database was last found to be another than was used before, perhaps an older one.
  static let forgottenAt = "forgotten-at"
  /// The same moment, once a task was numbered while this machine waits to get back what it made.
  static let numbersApart = "numbers-apart"
}

func randomBytes(_ count: Int) -> [UInt8] {
  var random = SystemRandomNumberGenerator()
  return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
}

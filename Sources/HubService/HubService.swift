public import Foundation
internal import Glibc
internal import GRDB
public import HubStore
internal import ReplicaStore
public import SignedLogs
internal import Synchronization
internal import SyncProtocol
internal import SyncTransport

/// The region's hub: one method for each job that a person does with it.
public final class HubService: Sendable {
  public let home: HubHome
  public let database: HubDatabase
  /// The region's name.
  public let region: String
  let keys: KeyFolder
  let marks: HighWaterMarks
  let now: @Sendable () -> Date
  /// What keeps the live sessions of this process told.
  let live = HubLive()
  /// Looked for once: in an ordinary hub there are none.
  let knownLost = Mutex<Set<[UInt8]>?>(nil)
  /// Read once: every session asks for it.
  private let knownNode = Mutex<NodeID?>(nil)

  /// The version of the product, as peers are told.
  public static let software = "iscan 1.0.0"

  /// Opens a hub that was set up.
  ///
  /// - Parameters:
  ///   - home: Its folder.
  ///   - now: The present time.
  /// - Throws: ``HubServiceError/notAHub(_:)``, or if the database or the keys cannot be used.
  public init(home: HubHome, now: @escaping @Sendable () -> Date = { Date() }) throws {
    guard home.isHub else { throw HubServiceError.notAHub(home.folder.path) }
    self.home = home
    self.now = now
    database = try HubDatabase(path: home.database.path)
    region = try database.writer.read { try Setting.required(Setting.region, in: $0) }
    keys = try KeyFolder(path: home.keys.path)
    marks = HighWaterMarks(folder: home.keys)
    // What can only be looked at is left as it is.
    guard !database.isReadOnly else { return }
    _ = try keys.bundleKey()
    try watchPlace()
    try recallRevocations()
  }

  /// Sets a hub up: the region's certificate authority, its keys, an empty database and the group of
  /// all partnerships.
  ///
  /// - Parameters:
  ///   - home: A folder that holds no node or hub yet; made if there is none.
  ///   - region: The region's name, 1 to 64 UTF-8 bytes.
  ///   - address: Where nodes will find it: host and port.
  ///   - now: The present time.
  /// - Returns: The hub.
  /// - Throws: ``HubServiceError/homeTaken(_:)``, or if a key or the database cannot be made.
  public static func setUp(
    home: HubHome, region: String, address: HubAddress,
    now: @escaping @Sendable () -> Date = { Date() }
  ) throws -> HubService {
    let manager = FileManager.default
    let node = home.folder.appending(path: "node.sqlite")
    guard !home.isHub, !manager.fileExists(atPath: node.path) else {
      throw HubServiceError.homeTaken(home.folder.path)
    }
    // What was signed with these keys may be with others; a set-up that was broken off has shown nothing.
    let wasBrokenOff = manager.fileExists(
      atPath: home.folder.appending(path: "hub.unfinished.sqlite").path)
    let names = (try? HighWaterMarks(folder: home.keys).names()) ?? []
    guard wasBrokenOff || names.isEmpty else {
      throw HubServiceError.databaseMissing(home.database.path)
    }
    if let reason = HomeFolder.make(home.folder) {
      throw HubServiceError.homeUnusable(home.folder.path, reason: reason)
    }
    let keys = try KeyFolder(path: home.keys.path)
    try makeKeys(keys)
    // The file bears its name only once it is whole: half a hub is no hub.
    let unfinished = home.folder.appending(path: "hub.unfinished.sqlite")
    for suffix in ["", "-wal", "-shm"] {
      try? manager.removeItem(atPath: unfinished.path + suffix)
    }
    do {
      let database = try HubDatabase(path: unfinished.path)
      try database.writer.write { db in
        try found(region, address: address, keys: keys, now: now(), in: db)
      }
      _ = try database.writer.writeWithoutTransaction { try $0.checkpoint(.truncate) }
      try database.writer.close()
    }
    try manager.setAttributes([.posixPermissions: 0o600], ofItemAtPath: unfinished.path)
    for suffix in ["-wal", "-shm"] { try? manager.removeItem(atPath: unfinished.path + suffix) }
    guard rename(unfinished.path, home.database.path) == 0 else {
      throw HubServiceError.homeTaken(home.folder.path)
    }
    return try HubService(home: home, now: now)
  }

  /// A set-up that was broken off goes on with the keys that are there.
  private static func makeKeys(_ keys: KeyFolder) throws {
    for name in [KeyName.identity, KeyName.scopeAuthority, KeyName.nextScopeAuthority]
    where !keys.contains(name) {
      try keys.store(IdentityKey.generate().rawRepresentation, as: name)
    }
    for name in [KeyName.transport, KeyName.certificateAuthority] where !keys.contains(name) {
      try keys.store(TransportKey(), as: name)
    }
  }

  private static func found(
    _ region: String, address: HubAddress, keys: KeyFolder, now: Date, in db: Database
  ) throws {
    var random = SystemRandomNumberGenerator()
    let authority = try RegionalAuthority(
      region: region, key: try keys.loadTransportKey(KeyName.certificateAuthority), now: now,
      using: &random)
    let certificate = try authority.issueHubCertificate(
      hubKey: try keys.loadTransportKey(KeyName.transport), hubName: address.certificateName,
      now: now, using: &random)
    try SettingsTable.set(Setting.region, to: region, in: db)
    try SettingsTable.set(Setting.host, to: address.host, in: db)
    try SettingsTable.set(Setting.port, to: String(address.port), in: db)
    try SettingsTable.set(Setting.certificateName, to: address.certificateName, in: db)
    try SettingsTable.set(Setting.authority, to: authority.certificate.pem, in: db)
    try SettingsTable.set(Setting.certificate, to: certificate.pem, in: db)
    try SettingsTable.set(
      Setting.database, to: Data(randomBytes(16)).base64EncodedString(), in: db)
    try HubScopes(db, keys: keys).foundGroup(named: region)
  }

  func identity() throws -> IdentityKey {
    try IdentityKey(rawRepresentation: try keys.load(KeyName.identity))
  }

  /// The hub's name in logs.
  public func nodeID() throws -> NodeID {
    if let known = knownNode.withLock({ $0 }) { return known }
    let node = NodeID(identityKey: try identity().publicKey)
    knownNode.withLock { $0 = node }
    return node
  }

  func setting(_ name: String) throws -> String {
    try database.writer.read { try Setting.required(name, in: $0) }
  }

  func transportIdentity() throws -> TransportIdentity {
    try TransportIdentity(
      key: try keys.loadTransportKey(KeyName.transport),
      certificate: try TransportCertificate(pem: try setting(Setting.certificate)))
  }

  func authority() throws -> RegionalAuthority {
    try RegionalAuthority(
      key: try keys.loadTransportKey(KeyName.certificateAuthority),
      certificate: try TransportCertificate(pem: try setting(Setting.authority)))
  }
}

/// Where nodes find a hub.
public struct HubAddress: Sendable, Hashable {
  public let host: String
  public let port: Int

  /// Reads `NAME:PORT`.
  ///
  /// - Throws: ``HubServiceError/addressMalformed(_:)``.
  public init(_ text: String) throws {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, let port = Int(parts[1]),
      (1...65_535).contains(port)
    else { throw HubServiceError.addressMalformed(text) }
    host = String(parts[0])
    self.port = port
  }

  /// The DNS name in the hub's certificate: the host, unless that is a number.
  var certificateName: String {
    host.utf8.allSatisfy { (48...57).contains($0) || $0 == 46 } ? "hub.iscan.internal" : host
  }
}

/// What the private keys are called in the key folder.
enum KeyName {
  static let identity = "identity"
  static let transport = "transport"
  static let certificateAuthority = "certificate-authority"
  static let scopeAuthority = "scope-authority"
  /// Only needed if the one before is lost or stolen; best moved to another place.
  static let nextScopeAuthority = "scope-authority-next"
}

/// Names of what the settings table keeps.
enum Setting {
  static let region = "region"
  static let host = "hub-host"
  static let port = "hub-port"
  static let certificateName = "hub-certificate-name"
  static let authority = "authority-certificate"
  static let certificate = "hub-certificate"
  static let database = "database-id"
  /// Where the database file was when it was used last.
  static let place = "database-place"
  /// When it was found to be another file; empty once that is settled.
  static let movedAt = "database-moved-at"
  /// "yes" while members are revoked whose revocation could not be signed yet.
  static let revocationsUnsigned = "revocations-unsigned"
  /// The bundle key that every scope's control log has.
  static let bundleKey = "bundle-key-published"
  /// The invitation of a hub above that was answered.
  static let upperInvitation = "upper-invitation"
  /// Where this hub belongs.
  static let upperEnrolment = "upper-enrolment"
  /// When this hub and the one above last held the same; seconds since 1970.
  static let upperSeen = "upper-seen"
  /// The members that other hubs introduced, each with the hub's reference.
  static let introductions = "introductions"

  static func required(_ name: String, in db: Database) throws -> String {
    guard let value = try SettingsTable.value(name, in: db) else {
      throw HubServiceError.settingMissing(name)
    }
    return value
  }
}

func randomBytes(_ count: Int) -> [UInt8] {
  var random = SystemRandomNumberGenerator()
  return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
}

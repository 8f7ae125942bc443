public import Foundation
public import GRDB
public import PartnershipRecords

/// A partnership's node that the hub's operator admitted to the region.
public struct Member: Equatable, Sendable {
  /// 32 bytes: the hash of the identity key.
  public var nodeID: Data
  public var partnership: Partnership
  /// 32 bytes, Ed25519.
  public var identityKey: Data
  /// 32 bytes: SHA-256 of the TLS key's public-key information.
  public var transportKeyHash: Data
  public var certificateExpires: Date
  public var enrolledAt: Date
  /// `nil` if it has never synchronised.
  public var lastSeenAt: Date?
  /// Why the member was revoked; `nil` if it is in good standing.
  public var revocation: Revocation?

  public struct Revocation: Equatable, Sendable {
    public let at: Date
    public let reason: String

    /// Of a retired member whose partnership has come back with a new machine.
    public static let replacedReason = "retired, and back with a new machine"

    /// Whether it left in good order, and is closed only since its partnership is a member again.
    public var isOfRetired: Bool { reason == Self.replacedReason }

    public init(at: Date, reason: String) {
      self.at = at
      self.reason = reason
    }
  }

  public init(
    nodeID: Data, partnership: Partnership, identityKey: Data, transportKeyHash: Data,
    certificateExpires: Date, enrolledAt: Date
  ) {
    self.nodeID = nodeID
    self.partnership = partnership
    self.identityKey = identityKey
    self.transportKeyHash = transportKeyHash
    self.certificateExpires = certificateExpires
    self.enrolledAt = enrolledAt
  }
}

extension Member {
  init?(_ row: Row) {
    let districts = (row["districts"] as String).split(separator: " ")
      .compactMap { AreaCode(String($0)) }
    guard
      let partnership = Partnership(
        name: row["name"], reference: row["reference"], districts: districts)
    else { return nil }
    nodeID = row["nodeID"]
    self.partnership = partnership
    identityKey = row["identityKey"]
    transportKeyHash = row["transportKeyHash"]
    certificateExpires = Date(timeIntervalSince1970: row["certificateExpires"])
    enrolledAt = Date(timeIntervalSince1970: row["enrolledAt"])
    lastSeenAt = (row["lastSeenAt"] as Double?).map(Date.init(timeIntervalSince1970:))
    let revokedAt = (row["revokedAt"] as Double?).map(Date.init(timeIntervalSince1970:))
    revocation = revokedAt.map { Revocation(at: $0, reason: row["revocationReason"] ?? "") }
  }
}

// MARK: - Members

extension HubDatabase {
  /// Adds a member.
  ///
  /// - Parameters:
  ///   - member: The node; neither its reference nor its TLS key is another's.
  ///   - db: The database, in a transaction.
  /// - Throws: `DatabaseError` if the reference or the key is taken.
  public static func insert(_ member: Member, in db: Database) throws {
    let districts = member.partnership.districts.map(\.description).joined(separator: " ")
    try db.execute(
      literal: """
        INSERT INTO member (nodeID, name, reference, districts, identityKey, transportKeyHash,
          certificateExpires, enrolledAt)
        VALUES (\(member.nodeID), \(member.partnership.name), \(member.partnership.reference),
          \(districts), \(member.identityKey), \(member.transportKeyHash),
          \(member.certificateExpires.timeIntervalSince1970),
          \(member.enrolledAt.timeIntervalSince1970))
        """)
  }

  /// Returns every member, revoked ones too, by reference.
  public static func members(in db: Database) throws -> [Member] {
    try Row.fetchAll(db, sql: "SELECT * FROM member ORDER BY reference").compactMap(Member.init)
  }

  /// Returns the names (32 bytes) of the nodes that were revoked.
  public static func revokedNodes(in db: Database) throws -> [Data] {
    try Data.fetchAll(db, sql: "SELECT nodeID FROM member WHERE revokedAt IS NOT NULL")
  }

  /// Whether a node (32 bytes) is a member that was revoked.
  public static func isRevoked(_ nodeID: Data, in db: Database) throws -> Bool {
    try Bool.fetchOne(
      db.cachedStatement(sql: "SELECT revokedAt IS NOT NULL FROM member WHERE nodeID = ?"),
      arguments: [nodeID]) ?? false
  }

  /// Returns the member with a node's name (32 bytes), revoked or not, or `nil`.
  public static func member(nodeID: Data, in db: Database) throws -> Member? {
    try Row.fetchOne(db, sql: "SELECT * FROM member WHERE nodeID = ?", arguments: [nodeID])
      .flatMap(Member.init)
  }

  /// Returns the member that holds a TLS key, or `nil`.
  public static func member(transportKeyHash: Data, in db: Database) throws -> Member? {
    try Row.fetchOne(
      db.cachedStatement(sql: "SELECT * FROM member WHERE transportKeyHash = ?"),
      arguments: [transportKeyHash]
    ).flatMap(Member.init)
  }

  /// Returns the member with a reference such as `HPL`, or `nil`: the one in good standing, else the
  /// one that was revoked last.
  public static func member(reference: String, in db: Database) throws -> Member? {
    try Row.fetchOne(
      db,
      sql: """
        SELECT * FROM member WHERE reference = ?
        ORDER BY revokedAt IS NOT NULL, revokedAt DESC
        """, arguments: [reference]
    ).flatMap(Member.init)
  }

  /// Returns the member in good standing that covers a district, or `nil`.
  public static func member(covering district: AreaCode, in db: Database) throws -> Member? {
    try Row.fetchOne(
      db,
      sql: """
        SELECT * FROM member
        WHERE revokedAt IS NULL AND instr(' ' || districts || ' ', ' ' || ? || ' ') > 0
        """, arguments: [district.description]
    ).flatMap(Member.init)
  }

  /// Notes that a member was given a new certificate for the TLS key that it has.
  public static func noteCertificate(
    of nodeID: Data, expires: Date, in db: Database
  ) throws {
    try db.execute(
      sql: "UPDATE member SET certificateExpires = ? WHERE nodeID = ?",
      arguments: [expires.timeIntervalSince1970, nodeID])
  }

  /// Notes that a member has just synchronised.
  public static func noteSeen(_ nodeID: Data, at now: Date, in db: Database) throws {
    try db.cachedStatement(sql: "UPDATE member SET lastSeenAt = ? WHERE nodeID = ?")
      .execute(arguments: [now.timeIntervalSince1970, nodeID])
  }

  /// Revokes a member; one that is revoked already keeps its first date and reason.
  public static func revoke(
    _ nodeID: Data, reason: String, at now: Date, in db: Database
  ) throws {
    try db.execute(
      literal: """
        UPDATE member
        SET revokedAt = \(now.timeIntervalSince1970), revocationReason = \(reason)
        WHERE nodeID = \(nodeID) AND revokedAt IS NULL
        """)
  }
}

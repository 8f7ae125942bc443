public import Foundation
public import GRDB
public import PartnershipRecords

/// An invitation that the hub's operator gave out, good for one enrolment.
public struct InvitationRecord: Equatable, Sendable {
  /// 16 random bytes.
  public let code: Data
  public let partnership: Partnership
  public let expiresAt: Date
  /// The file that was given out, to check the answer against.
  public let content: Data
  /// When a node was enrolled with it; `nil` if none was.
  public let usedAt: Date?

  public init(code: Data, partnership: Partnership, expiresAt: Date, content: Data) {
    self.content = content
    self.code = code
    self.partnership = partnership
    self.expiresAt = expiresAt
    usedAt = nil
  }

  init?(_ row: Row) {
    let districts = (row["districts"] as String).split(separator: " ")
      .compactMap { AreaCode(String($0)) }
    guard
      let partnership = Partnership(
        name: row["name"], reference: row["reference"], districts: districts)
    else { return nil }
    code = row["code"]
    self.partnership = partnership
    expiresAt = Date(timeIntervalSince1970: row["expiresAt"])
    content = row["content"]
    usedAt = (row["usedAt"] as Double?).map(Date.init(timeIntervalSince1970:))
  }
}

extension HubDatabase {
  /// Keeps an invitation that is about to be given out.
  public static func insert(_ invitation: InvitationRecord, in db: Database) throws {
    let districts = invitation.partnership.districts.map(\.description).joined(separator: " ")
    try db.execute(
      literal: """
        INSERT INTO invitation (code, name, reference, districts, expiresAt, content)
        VALUES (\(invitation.code), \(invitation.partnership.name),
          \(invitation.partnership.reference), \(districts),
          \(invitation.expiresAt.timeIntervalSince1970), \(invitation.content))
        """)
  }

  /// Returns the invitations that have not expired, used ones too, the oldest first.
  public static func invitations(goodAt now: Date, in db: Database) throws -> [InvitationRecord] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT * FROM invitation WHERE expiresAt > ?
        ORDER BY expiresAt, reference
        """, arguments: [now.timeIntervalSince1970]
    ).compactMap(InvitationRecord.init)
  }

  /// Whether nobody was enrolled with an invitation yet.
  public static func isUnused(invitation code: Data, in db: Database) throws -> Bool {
    try Bool.fetchOne(
      db, sql: "SELECT usedAt IS NULL FROM invitation WHERE code = ?", arguments: [code]) ?? false
  }

  /// Marks an invitation as used.
  ///
  /// - Parameters:
  ///   - code: The invitation's code.
  ///   - now: When.
  ///   - db: The database, in a transaction.
  /// - Returns: False if it was used before, so that of two requests at once one is refused.
  /// - Throws: `DatabaseError` if the database cannot be written.
  public static func use(invitation code: Data, at now: Date, in db: Database) throws -> Bool {
    try db.execute(
      literal: """
        UPDATE invitation SET usedAt = \(now.timeIntervalSince1970)
        WHERE code = \(code) AND usedAt IS NULL
        """)
    return db.changesCount == 1
  }
}

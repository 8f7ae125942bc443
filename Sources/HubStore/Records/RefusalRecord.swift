public import Foundation
public import GRDB

/// One peer that the hub turned away, and why.
public struct RefusalRecord: Equatable, Sendable, Codable {
  public let refusedAt: Date
  /// Stable, such as `tls-revoked` or `scope-not-entitled`.
  public let code: String
  public let detail: String
  public let remoteAddress: String
  /// 32 bytes if the peer could be named.
  public let nodeID: Data?

  public init(
    refusedAt: Date, code: String, detail: String, remoteAddress: String, nodeID: Data?
  ) {
    self.refusedAt = refusedAt
    self.code = code
    self.detail = detail
    self.remoteAddress = remoteAddress
    self.nodeID = nodeID
  }
}

extension HubDatabase {
  /// The most refusals of one code that are kept; the oldest of them go, so that a persistent stranger can
  /// neither fill the disk nor wash out what was refused for other reasons.
  static let refusalsMax = 500

  /// Writes a refusal to the hub's log of them.
  public static func insert(_ refusal: RefusalRecord, in db: Database) throws {
    try db.execute(
      literal: """
        INSERT INTO refusal (refusedAt, code, detail, remoteAddress, nodeID)
        VALUES (\(refusal.refusedAt.timeIntervalSince1970), \(refusal.code), \(refusal.detail),
          \(refusal.remoteAddress), \(refusal.nodeID))
        """)
    try db.execute(
      sql: """
        DELETE FROM refusal WHERE code = ?1 AND id <=
          (SELECT id FROM refusal WHERE code = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)
        """, arguments: [refusal.code, refusalsMax])
  }

  /// Returns the latest refusals, the newest first.
  public static func refusals(limit: Int, in db: Database) throws -> [RefusalRecord] {
    try Row.fetchAll(
      db, sql: "SELECT * FROM refusal ORDER BY id DESC LIMIT ?", arguments: [limit]
    ).map { row in
      RefusalRecord(
        refusedAt: Date(timeIntervalSince1970: row["refusedAt"]), code: row["code"],
        detail: row["detail"], remoteAddress: row["remoteAddress"], nodeID: row["nodeID"])
    }
  }
}

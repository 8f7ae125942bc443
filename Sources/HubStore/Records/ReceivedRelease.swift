public import Foundation
public import GRDB

/// A release as it came from a node, and whether it could be used.
public struct ReceivedRelease: Equatable, Sendable {
  /// Whether the hub has looked at it, and what came of it.
  public enum State: String, Sendable {
    /// Not read yet: the hub may lack the look-ups that it needs.
    case arrived
    case accepted
    case refused
  }

  public let nodeID: Data
  public let release: String
  public let manifest: [UInt8]
  public let payload: [UInt8]
  public let receivedAt: Date
  public let state: State
  /// The code of why it was refused.
  public let refusal: String?

  public init(
    nodeID: Data, release: String, manifest: [UInt8], payload: [UInt8], receivedAt: Date
  ) {
    self.nodeID = nodeID
    self.release = release
    self.manifest = manifest
    self.payload = payload
    self.receivedAt = receivedAt
    state = .arrived
    refusal = nil
  }

  init(_ row: Row) {
    nodeID = row["nodeID"]
    release = row["release"]
    manifest = [UInt8](row["manifest"] as Data)
    payload = [UInt8](row["payload"] as Data)
    receivedAt = Date(timeIntervalSince1970: row["receivedAt"])
    state = State(rawValue: row["state"]) ?? .arrived
    refusal = row["refusal"]
  }
}

extension HubDatabase {
  /// Keeps a release; one that is here already stays as it came first.
  public static func insert(_ release: ReceivedRelease, in db: Database) throws {
    try db.execute(
      literal: """
        INSERT OR IGNORE INTO receivedRelease
          (nodeID, release, manifest, payload, receivedAt, state)
        VALUES (\(release.nodeID), \(release.release), \(Data(release.manifest)),
          \(Data(release.payload)), \(release.receivedAt.timeIntervalSince1970),
          \(release.state.rawValue))
        """)
  }

  /// Releases in a state, those of one node together, in order of name.
  public static func releases(_ state: ReceivedRelease.State, in db: Database) throws
    -> [ReceivedRelease]
  {
    try Row.fetchAll(
      db, sql: "SELECT * FROM receivedRelease WHERE state = ? ORDER BY nodeID, release",
      arguments: [state.rawValue]
    ).map(ReceivedRelease.init)
  }

  /// The accepted releases of a node.
  public static func acceptedReleases(of nodeID: Data, in db: Database) throws -> [ReceivedRelease]
  {
    try Row.fetchAll(
      db,
      sql: """
        SELECT * FROM receivedRelease WHERE nodeID = ? AND state = 'accepted' ORDER BY release
        """, arguments: [nodeID]
    ).map(ReceivedRelease.init)
  }

  /// Records whether a release could be used; `refusal` is the code of why not.
  public static func settle(_ release: ReceivedRelease, refusal: String?, in db: Database) throws {
    try db.execute(
      literal: """
        UPDATE receivedRelease
        SET state = \(refusal == nil ? "accepted" : "refused"), refusal = \(refusal)
        WHERE nodeID = \(release.nodeID) AND release = \(release.release)
        """)
  }

  /// When a node's last release came, and how many there are, by node.
  public static func releaseCounts(in db: Database) throws -> [Data: (count: Int, latest: Date)] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT nodeID, count(*) AS number, max(receivedAt) AS latest FROM receivedRelease
        WHERE state = 'accepted' GROUP BY nodeID
        """)
    return Dictionary(
      uniqueKeysWithValues: rows.map {
        ($0["nodeID"], ($0["number"], Date(timeIntervalSince1970: $0["latest"])))
      })
  }
}

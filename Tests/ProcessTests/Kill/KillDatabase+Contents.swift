import Foundation
import GRDB

// MARK: - A node

extension KillDatabase {
  static let nodeTables = [
    "importBatch", "releaseLedger", "localTask", "controlRecord", "session",
  ]
  static let hubTables = [
    "controlRecord", "receivedRelease", "estimate", "session", "acknowledgement",
  ]

  /// Manifest and payload of everything drawn, by release.
  func measurements() throws -> [String: [Data]] {
    Dictionary(
      uniqueKeysWithValues: try rows("SELECT release, manifest, payload FROM releaseMeasurement")
        .map { ($0["release"], [$0["manifest"], $0["payload"]]) })
  }

  /// Draws of one source, month and slot beyond the first.
  func drawnTwice() throws -> [String] {
    try rows(
      """
      SELECT source || ' ' || period || slot AS slot FROM releaseMeasurement
      GROUP BY source, period, slot HAVING count(*) > 1
      """
    ).map { $0["slot"] }
  }

  /// Incidents by month, and those of them that the table of counts has.
  func incidents() throws -> [Int: [Int]] {
    let found = try rows(
      """
      SELECT month, count(*) AS events, count(placeId) AS placed,
        (SELECT coalesce(sum(count), 0) FROM cube WHERE cube.month = event.month) AS counted
      FROM event GROUP BY month
      """)
    return Dictionary(
      uniqueKeysWithValues: found.map {
        ($0["month"], [$0["events"], $0["placed"], $0["counted"]])
      }
    )
  }

  /// Everything that imports made, without the numbers that rows happened to get.
  func imported() throws -> [String: [String]] {
    var content: [String: [String]] = [:]
    for (name, sql) in Self.importedContent {
      content[name] = try rows(sql).map { row in
        row.databaseValues.map { "\($0)" }.joined(separator: "|")
      }.sorted()
    }
    return content
  }

  private static let importedContent = [
    "incidents": """
    SELECT month, category, longitudeE6, latitudeE6, street, area, force.slug, label.name,
      hex(crimeId)
    FROM event JOIN force ON force.id = event.force
      LEFT JOIN place ON place.id = placeId LEFT JOIN label ON label.id = outcome
    """,
    "outcomes": """
    SELECT hex(crimeId), month, label.name FROM crimeOutcome JOIN label ON label.id = outcome
    """,
    "searches": """
    SELECT minute, month, longitudeE6, latitudeE6, force.slug, type.name, law.name, object.name,
      outcome.name, isLinked
    FROM stopSearch JOIN force ON force.id = stopSearch.force
      LEFT JOIN place ON place.id = placeId LEFT JOIN label AS type ON type.id = stopSearch.type
      LEFT JOIN label AS law ON law.id = legislation
      LEFT JOIN label AS object ON object.id = stopSearch.object
      LEFT JOIN label AS outcome ON outcome.id = stopSearch.outcome
    """,
    "counts": "SELECT * FROM cube",
    "files": "SELECT DISTINCT file, kind, hex(digest), districts FROM importBatch",
  ]
}

// MARK: - The hub

extension KillDatabase {
  /// Manifest and payload of every release that came, by the reference of its node and its name.
  func received() throws -> [String: [Data]] {
    Dictionary(
      uniqueKeysWithValues: try rows(
        """
        SELECT reference || ' ' || release AS name, manifest, payload
        FROM receivedRelease JOIN member ON member.nodeID = receivedRelease.nodeID
        """
      ).map { ($0["name"], [$0["manifest"], $0["payload"]]) })
  }

  func releases(inState state: String) throws -> Int {
    try queue.read {
      try Int.fetchOne(
        $0, sql: "SELECT count(*) FROM receivedRelease WHERE state = ?", arguments: [state])
    } ?? 0
  }
}

internal import Foundation
internal import GRDB
internal import Intake
internal import PartnershipRecords

/// The table of imports.
struct ImportBatches {
  let db: Database
  private let districts: String

  /// Ends the list of districts of an import of a neighbouring force's file.
  static let neighbourMark = " neighbour"

  init(db: Database, session: ImportSession) {
    self.db = db
    let codes = session.areas.districts.sorted().map(\.description).joined(separator: ",")
    // The same bytes bring more rows if they come as the partnership's own force's afterwards.
    districts = session.keepsUnplaced ? codes : codes + Self.neighbourMark
  }

  /// Enters an import that has yet to be completed, in the same transaction.
  ///
  /// - Returns: Its number.
  func begin(_ report: ImportReport) throws -> Int64 {
    try db.execute(
      sql: """
        INSERT INTO importBatch (file, kind, digest, districts, importedAt, report)
        VALUES (?, ?, x'', ?, ?, '{}')
        """,
      arguments: [
        report.file, report.kind.rawValue, districts,
        Int64(report.importedAt.timeIntervalSince1970.rounded(.down)),
      ])
    return db.lastInsertedRowID
  }

  /// The report of the last import of the same bytes for the same districts, if there was one.
  func earlier(_ digest: Data, before importId: Int64) throws -> ImportReport? {
    try String.fetchOne(
      db,
      sql: """
        SELECT report FROM importBatch WHERE digest = ? AND districts = ? AND id < ?
        ORDER BY id DESC LIMIT 1
        """,
      arguments: [digest, districts, importId]
    ).map(Self.report)
  }

  func complete(_ importId: Int64, _ report: ImportReport, _ digest: Data) throws {
    try db.execute(
      sql: "UPDATE importBatch SET kind = ?, digest = ?, report = ? WHERE id = ?",
      arguments: [report.kind.rawValue, digest, try Self.text(report), importId])
  }

  static func text(_ report: ImportReport) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.dateEncodingStrategy = .secondsSince1970
    return String(decoding: try encoder.encode(report), as: UTF8.self)
  }

  static func report(_ text: String) throws -> ImportReport {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .secondsSince1970
    guard let report = try? decoder.decode(ImportReport.self, from: Data(text.utf8)) else {
      throw NodeStoreError.damaged(table: "importBatch")
    }
    return report
  }
}

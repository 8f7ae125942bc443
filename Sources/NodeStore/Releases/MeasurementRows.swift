internal import Disclosure
internal import Foundation
internal import GRDB
internal import PartnershipRecords

/// A measurement as it was stored on the day it was drawn.
struct StoredMeasurement {
  let manifest: [UInt8]
  let payload: [UInt8]
  let draws: [UInt8]

  /// Reads a measurement.
  ///
  /// - Parameters:
  ///   - release: Its release's name.
  ///   - db: The database.
  /// - Throws: ``NodeStoreError/damaged(table:)`` if the ledger's release has no measurement.
  init(of release: String, _ db: Database) throws {
    let row = try Row.fetchOne(
      db, sql: "SELECT manifest, payload, draws FROM releaseMeasurement WHERE release = ?",
      arguments: [release])
    guard let row else { throw NodeStoreError.damaged(table: "releaseMeasurement") }
    manifest = Array(row["manifest"] as Data)
    payload = Array(row["payload"] as Data)
    draws = Array(row["draws"] as Data)
  }

  static func insert(_ measurement: DrawnMeasurement, _ db: Database) throws {
    try db.execute(
      literal: """
        INSERT INTO releaseMeasurement
          (release, source, period, slot, schemeHash, manifest, payload, draws)
        VALUES
          (\(measurement.release), \(measurement.source.description), \(measurement.period.index),
           \(measurement.slot.rawValue), \(measurement.manifest.schemeHash),
           \(measurement.manifest.bytes.stored), \(measurement.payload.stored),
           \(measurement.draws.stored))
        """)
  }
}

extension [UInt8] {
  /// As a value for a BLOB column; an array itself would be stored as text.
  var stored: Data { Data(self) }
}

internal import Disclosure
internal import Foundation
internal import GRDB
internal import PartnershipRecords

/// Reads and writes the ledger's rows; each in the transaction of whoever calls.
enum ReleaseLedgerRows {
  /// Reads and verifies the whole ledger.
  ///
  /// - Parameters:
  ///   - db: The database.
  ///   - empty: The ledger without entries, which says what may be drawn.
  /// - Returns: The ledger as its entries make it.
  /// - Throws: `DisclosureError` if an entry does not follow from those before it.
  static func fold(_ db: Database, onto empty: LedgerState) throws -> LedgerState {
    var ledger = empty
    let rows = try Row.fetchCursor(
      db, sql: "SELECT sequence, entry, hash FROM releaseLedger ORDER BY sequence")
    while let row = try rows.next() {
      let sequence: Int = row["sequence"]
      let bytes = Array(row["entry"] as Data)
      let entry = try LedgerEntry(bytes: bytes, sequence: sequence)
      guard row["hash"] == entry.hash else {
        throw DisclosureError.ledgerBroken(sequence: sequence, reason: .hash)
      }
      try ledger.append(entry)
    }
    return ledger
  }

  static func insert(_ entry: LedgerEntry, _ db: Database) throws {
    try db.execute(
      literal: """
        INSERT INTO releaseLedger (sequence, entry, hash)
        VALUES (\(entry.sequence), \(entry.bytes.stored), \(entry.hash))
        """)
  }
}

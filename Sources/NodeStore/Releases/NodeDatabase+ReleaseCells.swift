public import Disclosure
internal import Foundation
internal import GRDB

extension NodeDatabase {
  /// The cells of a release that was looked at before; nothing is recorded.
  ///
  /// - Parameters:
  ///   - release: The release's name.
  ///   - scheme: The scheme it was drawn with.
  /// - Returns: The cells, in the payload's order; `nil` if there is no such release. For this
  ///   machine's page only.
  /// - Throws: `DisclosureError` if the areas have changed since it was drawn.
  public func drawnCells(of release: String, scheme: DisclosureScheme) throws -> [PreviewCell]? {
    guard let record = try releaseLedger().record(of: release) else { return nil }
    guard record.draw.schemeHash == scheme.hash else {
      throw DisclosureError.unknownScheme(hash: record.draw.schemeHash)
    }
    let stored = try read { try StoredMeasurement(of: release, $0) }
    return try ReleasePreview.cells(
      payload: stored.payload, draws: stored.draws, slot: record.draw.slot, scheme: scheme)
  }

  /// Every entry of the release ledger, the oldest first.
  public func ledgerEntries() throws -> [LedgerEntry] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT sequence, entry FROM releaseLedger ORDER BY sequence")
        .map { try LedgerEntry(bytes: Array($0["entry"] as Data), sequence: $0["sequence"]) }
    }
  }
}

extension NodeDatabase {
  /// Whether the stored bytes of a release are the ones that its ledger entry names.
  ///
  /// - Parameter record: The release, from the verified ledger.
  /// - Returns: `false` if either the manifest or the payload is another.
  /// - Throws: ``NodeStoreError/damaged(table:)`` if there is no measurement.
  public func holdsMeasurement(of record: ReleaseRecord) throws -> Bool {
    let stored = try read { try StoredMeasurement(of: record.release, $0) }
    return record.draw.matches(manifest: stored.manifest, payload: stored.payload)
  }
}

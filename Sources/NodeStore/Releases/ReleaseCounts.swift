internal import Disclosure
internal import GRDB
internal import PartnershipRecords

extension CountTable {
  /// The present counts of a month, from the table of placed events.
  ///
  /// - Parameters:
  ///   - period: The month.
  ///   - scheme: The scheme; a stored event in none of its zones stops the release.
  ///   - db: The database.
  /// - Throws: `DisclosureError` for a zone outside the scheme, ``NodeStoreError/damaged(table:)``
  ///   for a category that this version does not know.
  init(of period: Month, scheme: DisclosureScheme, _ db: Database) throws {
    self.init(scheme: scheme, period: period)
    let rows = try Row.fetchCursor(
      db, sql: "SELECT area, category, count FROM cube WHERE month = ? ORDER BY area, category",
      arguments: [period.index])
    while let row = try rows.next() {
      guard let number = UInt8(exactly: row["category"] as Int64),
        let category = CrimeCategory(rawValue: number),
        let zone = AreaCode(row["area"] as String)
      else { throw NodeStoreError.damaged(table: "cube") }
      try add(row["count"], zone: zone, category: category, scheme: scheme)
    }
  }
}

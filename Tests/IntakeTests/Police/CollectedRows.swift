import Intake

/// Keeps what a police file brings.
final class CollectedRows: PoliceRowReceiver {
  private(set) var kind: PoliceFileKind?
  private(set) var crimes: [StreetRecord] = []
  private(set) var outcomes: [OutcomeRecord] = []
  private(set) var searches: [StopSearchRecord] = []
  private(set) var rejected: [RejectedRow] = []
  let tables = PoliceTables()

  /// Reads a whole file.
  static func read(_ bytes: [UInt8], file: String = "a.csv") throws -> CollectedRows {
    let rows = CollectedRows()
    let reader = PoliceFileReader(file: file, tables: rows.tables, receiver: rows)
    try bytes.withUnsafeBytes { try reader.feed($0) }
    try reader.finish()
    return rows
  }

  static func read(_ kind: PoliceFileKind, _ lines: [String]) throws -> CollectedRows {
    try read(Array(([kind.columns.joined(separator: ",")] + lines).joined(separator: "\r\n").utf8))
  }

  func begin(_ kind: PoliceFileKind, header: Bytes) { self.kind = kind }
  func receive(_ crime: StreetRecord) { crimes.append(crime) }
  func receive(_ outcome: OutcomeRecord) { outcomes.append(outcome) }
  func receive(_ search: StopSearchRecord) { searches.append(search) }
  func reject(_ row: RejectedRow) { rejected.append(row) }
}

internal import GRDB
public import Intake
public import PartnershipRecords

/// The rows of all imports of a kind of file of a force, none lost from sight.
///
/// `rowsIn` is `kept`, `leftOut` and `rejected` together. Repeats of the very same bytes are not
/// counted again.
public struct ImportAccount: Hashable, Sendable {
  public let forces: [String]
  public let kind: PoliceFileKind
  public internal(set) var files = 0
  public internal(set) var rowsIn = 0
  public internal(set) var kept = 0
  public internal(set) var added = 0
  public internal(set) var unplaced = 0
  public internal(set) var rejected = 0
  /// In order of code, the unknown district last.
  public internal(set) var leftOut: [DistrictCount] = []
}

extension NodeDatabase {
  /// Returns the reports of all imports, the earliest first.
  public func importReports() throws -> [ImportReport] {
    try read { db in
      try String.fetchAll(db, sql: "SELECT report FROM importBatch ORDER BY id")
        .map(ImportBatches.report)
    }
  }

  /// Returns what became of all rows that were imported, by force and kind of file.
  public func importAccounts() throws -> [ImportAccount] {
    var accounts: [ImportAccount] = []
    var leftOut: [[AreaCode?: Int]] = []
    for report in try importReports() where !report.isRepeat {
      let known = accounts.firstIndex {
        $0.kind == report.kind && Self.slugs($0.forces) == Self.slugs(report.forces)
      }
      let index = known ?? accounts.count
      if known == nil {
        accounts.append(ImportAccount(forces: report.forces, kind: report.kind))
        leftOut.append([:])
      }
      accounts[index].files += 1
      accounts[index].rowsIn += report.rowsIn
      accounts[index].kept += report.kept
      accounts[index].added += report.added
      accounts[index].unplaced += report.unplaced
      accounts[index].rejected += report.rowsRejected
      for count in report.leftOut { leftOut[index][count.district, default: 0] += count.rows }
    }
    for index in accounts.indices {
      let districts = leftOut[index].keys.compactMap { $0 }.sorted()
      accounts[index].leftOut = (districts + [nil]).compactMap { district in
        leftOut[index][district].map { DistrictCount(district: district, rows: $0) }
      }
    }
    return accounts.sorted {
      ($0.forces.first ?? "", $0.kind.rawValue) < ($1.forces.first ?? "", $1.kind.rawValue)
    }
  }

  /// Short names: a search's file has only these, until a street file has named the force.
  private static func slugs(_ forces: [String]) -> [String] {
    forces.map { PoliceFileName.slug(ofForce: $0) }
  }

  /// Returns the months of which street files of the partnership's own force were imported, in
  /// order. What a neighbour's file brought for a month does not make the month known.
  public func months() throws -> [Month] {
    try read { db in
      try Int.fetchAll(
        db,
        sql: """
          SELECT DISTINCT importMonth.month FROM importMonth
          JOIN importBatch ON importBatch.id = importMonth.importId
          WHERE importMonth.kind = 'street' AND importBatch.districts NOT LIKE ?
          ORDER BY importMonth.month
          """, arguments: ["%" + ImportBatches.neighbourMark]
      ).map { Month(index: $0) }
    }
  }
}

public import Foundation
public import Intake
public import PartnershipRecords

/// Rows left out because they lie in a district of another partnership.
public struct DistrictCount: Hashable, Sendable, Codable {
  /// `nil` if no district is known for the place.
  public let district: AreaCode?
  public let rows: Int
}

/// Rows that could not be used, by reason.
public struct RejectCount: Hashable, Sendable, Codable {
  public let reason: RejectReason
  public let rows: Int
}

/// What a file brought for one month.
public struct MonthCount: Hashable, Sendable, Codable {
  public let month: Month
  /// Rows kept that were not there before.
  public internal(set) var added = 0
  /// Rows kept that were there already.
  public internal(set) var alreadyKnown = 0
  /// Crimes whose last outcome is another than before.
  public internal(set) var changedOutcomes = 0
  /// Added rows of a month that an earlier import had brought for the same force.
  public internal(set) var late = 0
}

/// What became of the rows of one file.
///
/// `rowsIn` is `kept`, all of `leftOut` and all of `rejected` together; `kept` is `added` and
/// `alreadyKnown` together.
public struct ImportReport: Hashable, Sendable, Codable {
  /// The name of the file or archive member.
  public let file: String
  public internal(set) var kind: PoliceFileKind
  /// The forces' names in the file; for searches the short name in the file's name.
  public internal(set) var forces: [String] = []
  public let importedAt: Date
  /// How long the import took; 0 if no clock was given.
  public internal(set) var seconds: Double = 0
  /// Whether these very bytes had been imported before; then nothing at all was changed.
  public internal(set) var isRepeat = false
  public internal(set) var rowsIn = 0
  public internal(set) var added = 0
  public internal(set) var alreadyKnown = 0
  public internal(set) var changedOutcomes = 0
  /// Known crimes whose month, category or place is another than before.
  public internal(set) var corrected = 0
  public internal(set) var late = 0
  /// In order of code, the unknown district last.
  public internal(set) var leftOut: [DistrictCount] = []
  /// Kept rows without coordinates: counted, but in no area. Every node of the force has them.
  public internal(set) var unplaced = 0
  /// In the order of ``RejectReason``.
  public internal(set) var rejected: [RejectCount] = []
  /// Kept rows with both a stated LSOA 2011 and a boundary that holds the place.
  public internal(set) var areasCompared = 0
  /// Those of them where the two are not the same.
  public internal(set) var areasDisagreeing = 0
  /// In order of month.
  public internal(set) var months: [MonthCount] = []
  /// The file of rejected rows; `nil` if there are none.
  public internal(set) var rejectFile: String?

  public var kept: Int { added + alreadyKnown }
  public var rowsLeftOut: Int { leftOut.reduce(0) { $0 + $1.rows } }
  public var rowsRejected: Int { rejected.reduce(0) { $0 + $1.rows } }
  public var latestMonth: Month? { months.last?.month }

  /// The share of kept rows that have coordinates, from 0 to 1; `nil` if none was kept.
  public var placedShare: Double? {
    kept > 0 ? Double(kept - unplaced) / Double(kept) : nil
  }

  /// Whole days from the end of the latest month to the import; `nil` if no row was kept.
  public var daysLate: Int? {
    guard let latestMonth else { return nil }
    let next = latestMonth.advanced(by: 1)
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let start = DateComponents(year: next.year, month: next.monthOfYear, day: 1)
    guard let end = calendar.date(from: start) else { return nil }
    return max(0, Int((importedAt.timeIntervalSince(end) / 86_400).rounded(.down)))
  }
}

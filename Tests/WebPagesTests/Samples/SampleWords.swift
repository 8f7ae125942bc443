import Foundation
import PartnershipRecords

@testable import WebPages

/// Where the words of the samples come from: as written, or all of them replaced by hostile text.
struct SampleWords: Sendable {
  /// `nil` for the words as written.
  var hostile: String?

  /// Closes attributes and elements of either quotation mark, then runs.
  static let attack = "\"'></td></option></textarea><script>alert(1)</script>"

  func callAsFunction(_ words: String) -> String { hostile ?? words }

  /// 17 April 2024, 09:30 in London.
  static let now = Date(timeIntervalSince1970: 1_713_342_600)

  static func hoursAgo(_ hours: Double) -> Date { now.addingTimeInterval(-hours * 3600) }
}

/// Values of the samples that every test may force: each is written out below as it must be.
func month(_ text: String) -> Month {
  guard let month = Month(text) else { preconditionFailure("'\(text)' is not a month.") }
  return month
}

func period(_ text: String) -> MonthPeriod {
  guard let period = MonthPeriod(text) else { preconditionFailure("'\(text)' is not a period.") }
  return period
}

func area(_ text: String) -> AreaCode {
  guard let area = AreaCode(text) else { preconditionFailure("'\(text)' is not an area.") }
  return area
}

import BusinessCycle
import Foundation
import PartnershipRecords
import WebPages

extension Day {
  /// The day in England that holds a moment: due dates are meant so.
  init?(inEngland date: Date) {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = TimeZone(identifier: "Europe/London") ?? .gmt
    let parts = calendar.dateComponents([.year, .month, .day], from: date)
    guard let year = parts.year, let month = parts.month, let day = parts.day else { return nil }
    self.init(year: year, month: month, day: day)
  }
}

/// Periods to choose from.
enum PeriodChoices {
  /// The months, the latest first, after the runs of several months that end with the latest.
  ///
  /// - Parameters:
  ///   - months: In order.
  ///   - runs: How many months the runs have; those longer than what is there are left out.
  /// - Returns: The latest month, the runs, then the other months; values are as of `MonthPeriod`.
  static func list(_ months: [Month], runs: [Int] = [3, 12]) -> [Choice] {
    guard let first = months.first, let last = months.last else { return [] }
    let lengths = runs.filter { last.index - first.index + 1 >= $0 }
    let periods = lengths.compactMap {
      MonthPeriod(first: last.advanced(by: 1 - $0), last: last)
    }
    return ([MonthPeriod(last)] + periods + months.dropLast().reversed().map { MonthPeriod($0) })
      .map { Choice(value: $0.description, label: $0.inWords) }
  }
}

public import PartnershipRecords

/// What, where and when a person chose; `nil` means all categories, the whole partnership, or the
/// latest period.
public struct ScanSelection: Hashable, Sendable, Codable {
  public let category: CrimeCategory?
  public let area: AreaCode?
  public let period: MonthPeriod?

  public init(
    category: CrimeCategory? = nil, area: AreaCode? = nil, period: MonthPeriod? = nil
  ) {
    self.category = category
    self.area = area
    self.period = period
  }
}

/// The answer to one scan question, and the lists to ask the next.
public struct ScanPage: Hashable, Sendable, Codable {
  /// What was answered: the period is the one that was used.
  public let selection: ScanSelection
  /// The name of the place, such as "Hartlepool".
  public let place: String
  /// Areas to choose from, by name, without the whole partnership; values are area codes.
  public let areas: [Choice]
  /// Periods to choose from; values are as of `MonthPeriod`.
  public let periods: [Choice]
  /// One plain sentence.
  public let sentence: String
  public let verdict: UsualVerdict
  /// Records in the period; `nil` if this role may not see so small a number.
  public let count: Int?
  /// How many months of the period have been imported.
  public let monthsKnown: Int
  public let rate: PlainRate?
  public let usualRange: CountRange?
  /// The same months a year before; `nil` if not imported, or if the number is too small.
  public let yearBefore: Int?
  /// Whether the year before is left out because this role may not see so small a number.
  public let isYearBeforeTooSmall: Bool
  public let comparison: ScanComparison?
  /// What to bear in mind, one sentence each.
  public let caveats: [String]
  /// What the place's numbers are rounded to, for this role; `nil` if they are exact.
  public let rounding: Int?
  /// What the areas' numbers are rounded to, for this role; `nil` if they are exact.
  public let areaRounding: Int?
  /// Every month in order, at least the period's, with the limits of the usual.
  public let series: [SeriesMonth]
  /// The areas within the place, the most records first.
  public let areaRows: [AreaRow]

  public init(
    selection: ScanSelection, place: String, areas: [Choice], periods: [Choice],
    sentence: String, verdict: UsualVerdict, count: Int?, monthsKnown: Int, rate: PlainRate?,
    usualRange: CountRange?, yearBefore: Int?, isYearBeforeTooSmall: Bool = false,
    comparison: ScanComparison?, caveats: [String], rounding: Int? = nil,
    areaRounding: Int? = nil, series: [SeriesMonth], areaRows: [AreaRow]
  ) {
    self.selection = selection
    self.place = place
    self.areas = areas
    self.periods = periods
    self.sentence = sentence
    self.verdict = verdict
    self.count = count
    self.monthsKnown = monthsKnown
    self.rate = rate
    self.usualRange = usualRange
    self.yearBefore = yearBefore
    self.isYearBeforeTooSmall = isYearBeforeTooSmall
    self.comparison = comparison
    self.caveats = caveats
    self.rounding = rounding
    self.areaRounding = areaRounding
    self.series = series
    self.areaRows = areaRows
  }
}

/// How a number stands to what is usual.
public enum UsualVerdict: String, Sendable, Codable, CaseIterable {
  case aboveUsual = "above-usual"
  case belowUsual = "below-usual"
  case withinUsual = "within-usual"
  case notEnoughToSay = "not-enough-to-say"
  /// The number is one that this role may not see.
  case tooSmallToShow = "too-small-to-show"
}

/// A range of counts, both ends included.
public struct CountRange: Hashable, Sendable, Codable {
  public let lower: Int
  public let upper: Int

  public init(lower: Int, upper: Int) {
    self.lower = lower
    self.upper = upper
  }
}

/// Records for every 1,000 residents a year, with a 95 % interval.
public struct PlainRate: Hashable, Sendable, Codable {
  public let value: Double
  public let lower: Double
  public let upper: Double

  public init(value: Double, lower: Double, upper: Double) {
    self.value = value
    self.lower = lower
    self.upper = upper
  }
}

/// The same rate in a larger place.
public struct ScanComparison: Hashable, Sendable, Codable {
  /// Such as "North East England".
  public let place: String
  public let rate: PlainRate
  /// Such as "about the same as the region".
  public let words: String

  public init(place: String, rate: PlainRate, words: String) {
    self.place = place
    self.rate = rate
    self.words = words
  }
}

/// One month of the chart.
public struct SeriesMonth: Hashable, Sendable, Codable {
  public let month: Month
  /// `nil` if the month has not been imported, or if this role may not see so small a number.
  public let count: Int?
  /// Whether the month has been imported and this role may not see so small a number.
  public let isTooSmall: Bool
  /// `nil` if there is too little before it.
  public let usual: CountRange?

  public init(month: Month, count: Int?, isTooSmall: Bool = false, usual: CountRange?) {
    self.month = month
    self.count = count
    self.isTooSmall = isTooSmall
    self.usual = usual
  }
}

/// One area of the table.
public struct AreaRow: Hashable, Sendable, Codable {
  public let code: AreaCode
  public let name: String
  /// `nil` if this role may not see so small a number.
  public let count: Int?
  /// For every 1,000 residents a year; `nil` without residents or without the count.
  public let rate: PlainRate?

  public init(code: AreaCode, name: String, count: Int?, rate: PlainRate?) {
    self.code = code
    self.name = name
    self.count = count
    self.rate = rate
  }
}

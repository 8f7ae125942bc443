public import PartnershipRecords

/// Why a pattern is not computed. To refuse is an answer: the figure would mislead.
public enum PatternRefusal: RemediedError, Hashable {
  /// Months of the period were not imported.
  case monthsMissing([Month])
  /// The category comes to light where the police look.
  case policeGenerated(CrimeCategory)
  /// No area has a boundary, so nobody knows which are neighbours.
  case boundariesMissing(frame: String)
  /// Too few areas have neighbours.
  case tooFewAreas(Int)
  /// Two periods have months in common.
  case periodsOverlap(MonthPeriod, MonthPeriod)
  /// Two periods are not the same months of two years.
  case monthsOfTheYearDiffer(MonthPeriod, MonthPeriod)
  /// So few events that nothing can be said of how they lie.
  case tooFewEvents(Int)
  /// A year before was not imported.
  case yearBeforeMissing

  public var code: String {
    switch self {
    case .monthsMissing: "pattern-months-missing"
    case .policeGenerated: "pattern-police-generated"
    case .boundariesMissing: "pattern-boundaries-missing"
    case .tooFewAreas: "pattern-too-few-areas"
    case .periodsOverlap: "pattern-periods-overlap"
    case .monthsOfTheYearDiffer: "pattern-months-of-the-year-differ"
    case .yearBeforeMissing: "pattern-year-before-missing"
    case .tooFewEvents: "pattern-too-few-events"
    }
  }

  public var detail: String {
    switch self {
    case .monthsMissing(let months):
      months.count == 1
        ? "\(months[0].inWords) has not been imported, and a missing month is not a zero."
        : "\(months.count) months from \(months[0].inWords) on have not been imported, and a missing "
          + "month is not a zero."
    case .policeGenerated(let category):
      "\(CrimeWords(category).plural.capitalisedFirst) are found where the police look: a map of them "
        + "is a map of policing."
    case .boundariesMissing(let frame):
      "There are no boundaries for \(frame), so it is not known which areas are neighbours."
    case .tooFewAreas(let count):
      "Only \(count) \(count == 1 ? "area has a neighbour" : "areas have neighbours"); hot spots "
        + "need at least \(Self.areasMin)."
    case .periodsOverlap(let one, let other):
      "The periods \(one) and \(other) have months in common."
    case .monthsOfTheYearDiffer(let one, let other):
      "\(one) and \(other) are not the same months of two years: what differs may be the season."
    case .tooFewEvents(let count):
      "\(count == 1 ? "One event lies" : "No events lie") nowhere in particular: it takes two at least."
    case .yearBeforeMissing:
      "No imported month has the same month a year before beside it, so there is nothing to compare."
    }
  }

  public var remedy: String {
    switch self {
    case .monthsMissing:
      "Import those months (iscan import police), or ask about months that are all there."
    case .policeGenerated:
      "If that is what you want to see, say so with --police-generated; what it shows is activity, not need."
    case .boundariesMissing:
      "Import boundaries of lower super output areas (iscan import boundaries), then ask again."
    case .periodsOverlap:
      "Give periods that do not meet, such as 2021-04..2022-03 and 2020-04..2021-03."
    case .monthsOfTheYearDiffer:
      "Compare the same months, such as 2021-04..2022-03 with 2020-04..2021-03."
    case .tooFewEvents: "Ask about a longer period, or more categories together."
    case .yearBeforeMissing: "Import earlier months (iscan import police), then ask again."
    case .tooFewAreas: "Compare the counts themselves: iscan scan --area."
    }
  }

  /// The fewest areas with neighbours for which hot spots mean anything.
  public static let areasMin = 10
}

extension String {
  /// With its first letter as a capital.
  var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}

internal import Foundation
public import PartnershipRecords
internal import SpatialStatistics

/// What changed between two periods, in all and area by area.
public struct ChangeAnswer: Hashable, Sendable, Codable, PatternAnswer {
  /// `nil` for all categories together.
  public let category: CrimeCategory?
  public let basis: PatternBasis
  /// What the period is compared with.
  public let against: MonthPeriod
  /// The whole frame.
  public let whole: ChangeFigures
  /// Every area of the frame, the least likely first.
  public let areas: [ChangeArea]
  /// How many areas changed more than chance would have it, up or down.
  public let found: Int
  /// At most so many of them are expected to be false alarms.
  public let falseAlarmsMax: Int
  /// One plain English sentence, or two.
  public let sentence: String
  /// What a reader should bear in mind, the weightiest first.
  public let caveats: [String]

  public var changed: [ChangeArea] { areas.filter { $0.verdict.isChange } }
}

/// Two counts and what lies between them.
public struct ChangeFigures: Hashable, Sendable, Codable {
  public let now: Int
  public let before: Int
  /// *now* less *before*.
  public let difference: Int
  /// Of *before*; `nil` when either count is under 20, where a percentage says more than the counts do.
  public let percent: Double?
  /// How many times as much it is now, at 95 %; `nil` if nothing was counted. Without an upper limit if
  /// nothing was counted before.
  public let ratioLower: Double?
  public let ratioUpper: Double?
  /// The exact chance of a difference this unlikely if nothing changed, 0 to 1.
  public let chance: Double

  init(now: Int, before: Int) {
    let counts = TwoCounts(now, before)
    let interval = counts.rateRatioInterval()
    (self.now, self.before, difference) = (now, before, now - before)
    percent =
      min(now, before) >= YearBefore.percentCountMin
      ? 100 * Double(now - before) / Double(before) : nil
    ratioLower = interval?.lower
    ratioUpper = interval.flatMap { $0.upper.isFinite ? $0.upper : nil }
    chance = counts.chance
  }
}

/// One area's part in a change.
public struct ChangeArea: Hashable, Sendable, Codable, PatternArea {
  public let area: AreaCode
  public let name: String
  public let figures: ChangeFigures
  /// The chance adjusted for having looked at every area (Benjamini and Hochberg); `nil` if nothing was
  /// counted in either period.
  public let q: Double?
  public let verdict: ChangeVerdict
  /// The same against a change by as much as the rest of the frame's: small where the area went its own way.
  public let qBesideRest: Double?
}

/// What change is asked of.
public struct ChangeQuestion: Sendable {
  public let category: CrimeCategory?
  /// What the areas make up, such as "Newcastle upon Tyne".
  public let frame: String
  public let period: MonthPeriod
  public let against: MonthPeriod
  /// The counts of all areas of the frame in both periods; an area without events has 0.
  public let now: [AreaCode: Int]
  public let before: [AreaCode: Int]
  /// The areas' names.
  public let names: [AreaCode: String]

  public init(
    category: CrimeCategory?, frame: String, period: MonthPeriod, against: MonthPeriod,
    now: [AreaCode: Int], before: [AreaCode: Int], names: [AreaCode: String]
  ) {
    self.category = category
    self.frame = frame
    self.period = period
    self.against = against
    self.now = now
    self.before = before
    self.names = names
  }
}

extension ChangeAnswer {
  /// Compares two periods of the same months.
  ///
  /// Given the sum of two counts, the first is binomial if nothing changed, whatever the common rate: so
  /// every chance is exact.
  ///
  /// - Parameter question: What is asked.
  /// - Throws: ``PatternRefusal/periodsOverlap(_:_:)``, ``PatternRefusal/monthsOfTheYearDiffer(_:_:)``.
  public init(_ question: ChangeQuestion) throws(PatternRefusal) {
    let (period, against) = (question.period, question.against)
    guard period.first > against.last || against.first > period.last else {
      throw .periodsOverlap(period, against)
    }
    guard period.count == against.count,
      (period.first.index - against.first.index).isMultiple(of: 12)
    else { throw .monthsOfTheYearDiffer(period, against) }
    let codes = Set(question.now.keys).union(question.before.keys).sorted()
    let figures = codes.map {
      ChangeFigures(now: question.now[$0] ?? 0, before: question.before[$0] ?? 0)
    }
    let whole = ChangeFigures(
      now: figures.reduce(0) { $0 + $1.now }, before: figures.reduce(0) { $0 + $1.before })
    let tested = figures.map { $0.now + $0.before > 0 }
    let q = falseDiscoveryAdjusted(zip(figures, tested).map { $1 ? $0.chance : nil })
    let besideRest = falseDiscoveryAdjusted(
      zip(figures, tested).map { $1 ? Self.chance($0, besideRestOf: whole) : nil })
    areas = codes.indices.map { place in
      ChangeArea(
        area: codes[place], name: question.names[codes[place]] ?? codes[place].description,
        figures: figures[place], q: q[place],
        verdict: ChangeVerdict(q: q[place], difference: figures[place].difference),
        qBesideRest: besideRest[place])
    }.sorted {
      ($0.q == nil ? 2 : $0.figures.chance, $0.area) < (
        $1.q == nil ? 2 : $1.figures.chance, $1.area
      )
    }
    (category, self.against, self.whole) = (question.category, against, whole)
    basis = PatternBasis(
      method: "exact-conditional-binomial", version: 1,
      parameters: ["against": against.description, "q": "0.05", "sides": "both"],
      frame: question.frame, period: period, events: whole.now, areas: codes.count,
      tested: tested.count { $0 }, excluded: [],
      inputDigest: PatternBasis.digest(
        codes.indices.map { "\(codes[$0]) \(figures[$0].now) \(figures[$0].before)" }))
    found = areas.count { $0.verdict.isChange }
    falseAlarmsMax = found == 0 ? 0 : max(1, Int((Double(found) * 0.05).rounded(.up)))
    sentence = ChangeSentence.text(
      question, whole, up: areas.count { $0.verdict.isChange && $0.figures.difference > 0 },
      down: areas.count { $0.verdict.isChange && $0.figures.difference < 0 }, falseAlarmsMax)
    caveats = ChangeSentence.caveats(question)
  }

  /// The chance if the area had changed by as much as the rest; 1 where the rest is empty.
  private static func chance(_ own: ChangeFigures, besideRestOf whole: ChangeFigures) -> Double {
    let (now, before) = (whole.now - own.now, whole.before - own.before)
    guard now > 0, before > 0 else { return 1 }
    return TwoCounts(
      own.now, own.before, firstExposure: Double(now), secondExposure: Double(before)
    ).chance
  }
}

extension ChangeArea {
  public static let columns = [
    "area", "name", "now", "before", "difference", "chance", "q", "verdict", "q beside the rest",
  ]

  public var values: [String] {
    [
      area.description, CommaSeparated.quoted(name), "\(figures.now)", "\(figures.before)",
      "\(figures.difference)", "\(figures.chance)", CommaSeparated.number(q), verdict.rawValue,
      CommaSeparated.number(qBesideRest),
    ]
  }
}

import SpatialStatistics
import Testing

@Suite("Limits of a series")
struct SeriesTests {
  /// Robberies in Memphis by month of 2019; mean, mean moving range and limits by the NHS's program.
  private let memphis: [Double?] = [206, 154, 127, 162, 202, 232, 214, 209, 219, 182, 146, 192]

  @Test("the limits of the Memphis robberies are those that R finds")
  func memphisLimits() throws {
    let limits = try #require(ProcessLimits(memphis))
    #expect(abs(limits.mean - 187.0833) < 5e-5)
    #expect(abs(limits.meanMovingRange - 30.5455) < 5e-5)
    #expect(abs(limits.lower - 105.832) < 5e-4)
    #expect(abs(limits.upper - 268.334) < 1e-3)
    #expect(limits.count == 12)
    #expect(limits.specialCauses(in: memphis).allSatisfy { $0.isEmpty })
  }

  @Test("no moving range crosses a missing value")
  func gaps() throws {
    // Ranges 2 and 1; not the 7 from 3 to 10.
    let limits = try #require(ProcessLimits([1, 3, nil, 10, 11]))
    #expect(limits.meanMovingRange == 1.5)
    #expect(limits.mean == 6.25)
    #expect(ProcessLimits([1, nil, 3]) == nil)
    #expect(ProcessLimits([4]) == nil)
    #expect(ProcessLimits([]) == nil)
  }

  /// Mean 10, limits 10 ± 2.66 · 2 = 4.68 and 15.32; two thirds of the way: 6.45 and 13.55.
  private func limits() throws -> ProcessLimits {
    try #require(ProcessLimits([9, 11, 9, 11]))
  }

  @Test("a value outside the limits is special, and one on the inside is not")
  func outside() throws {
    let causes = try limits().specialCauses(in: [10, 15.4, 10, 4.6, 10, 15.3])
    #expect(causes == [[], [.outsideLimits], [], [.outsideLimits], [], []])
  }

  @Test("seven on one side are a shift, six are not, and a missing value breaks the run")
  func shift() throws {
    let limits = try limits()
    let seven: [Double?] = [11, 12, 11, 12, 11, 12, 11]
    #expect(limits.specialCauses(in: [9] + seven) == [[]] + .init(repeating: [.shift], count: 7))
    #expect(limits.specialCauses(in: Array(seven.dropLast())).allSatisfy { $0.isEmpty })
    #expect(
      limits.specialCauses(in: seven.prefix(4) + [nil] + seven.prefix(3)).allSatisfy { $0.isEmpty })
  }

  @Test("seven that rise are a trend, the first among them; six are not")
  func trend() throws {
    let limits = try limits()
    let rising: [Double?] = [7, 8, 9, 10, 11, 12, 13]
    #expect(limits.specialCauses(in: [7] + rising) == [[]] + .init(repeating: [.trend], count: 7))
    #expect(limits.specialCauses(in: Array(rising.dropLast())).allSatisfy { $0.isEmpty })
    #expect(limits.specialCauses(in: rising.reversed()).allSatisfy { $0 == [.trend] })
  }

  @Test("two of three near one limit are special; one near each limit is not")
  func nearLimit() throws {
    let limits = try limits()
    #expect(limits.specialCauses(in: [14, 10, 14, 9]) == [[.nearLimit], [], [.nearLimit], []])
    #expect(limits.specialCauses(in: [14, 10, 6, 9]).allSatisfy { $0.isEmpty })
    #expect(limits.specialCauses(in: [14, 10, 9, 14]).allSatisfy { $0.isEmpty })
  }

  @Test(
    "the counts to expect allow for a short past",
    arguments: [
      // After none in 12 months: P(1 or more) = 1/13, P(2 or more) = 1/169 < 0.01.
      (0, 12, 0, 1),
      // After none in 4 months: 1/5, 1/25, 1/125 < 0.01.
      (0, 4, 0, 2),
      // After none in 120 months: 1/121 < 0.01.
      (0, 120, 0, 0),
    ])
  func predicted(total: Int, intervals: Int, lower: Int, upper: Int) {
    let predicted = PredictedCounts(total: total, intervals: intervals)
    #expect(predicted.lower == lower)
    #expect(predicted.upper == upper)
  }
}

@Suite("A series taken apart")
struct SeasonalTrendTests {
  private struct Series: Decodable {
    struct Parts: Decodable {
      let values, season, trend, remainder: [Double]
      let period: Int
      let robust: Bool
    }
    let drivers, nottingham: Parts
  }

  @Test("road casualties and the temperatures of Nottingham come apart as in R")
  func asR() throws {
    let golden = try Reference.read("series", as: Series.self)
    for parts in [golden.drivers, golden.nottingham] {
      let found = try #require(
        SeasonalTrend(parts.values, period: parts.period, isRobust: parts.robust))
      for place in parts.values.indices {
        #expect(abs(found.season[place] - parts.season[place]) < 1e-10)
        #expect(abs(found.trend[place] - parts.trend[place]) < 1e-10)
        #expect(abs(found.remainder[place] - parts.remainder[place]) < 1e-10)
      }
    }
    #expect(abs(golden.drivers.season[0] - 0.007799) < 1e-6)
    #expect(abs(golden.nottingham.trend[0] - 49.68067) < 1e-5)
  }

  @Test("less than three years are not taken apart")
  func tooShort() {
    #expect(SeasonalTrend([Double](repeating: 1, count: 35), period: 12) == nil)
    #expect(SeasonalTrend([Double](repeating: 1, count: 36), period: 12) != nil)
  }
}

@Suite("Early warning")
struct EarlyWarningTests {
  private struct Series: Decodable {
    struct Method: Decodable {
      let upper, expected, pvalue, dispersion: [Double]
      let alarms, trend: [Int]
    }
    struct Salmonella: Decodable {
      let counts, range: [Int]
      let flexible: Method
    }
    let salmonella: Salmonella
  }

  @Test("salmonella agona, week by week, as surveillance has it: five warnings in 31 weeks")
  func salmonella() throws {
    let golden = try Reference.read("series", as: Series.self).salmonella
    var warnings = 0
    for (week, place) in golden.range.enumerated() {
      let found = try #require(EarlyWarning(golden.counts, at: place - 1, settings: .weeks))
      let limit = found.limit(exceededWith: 0.1)
      #expect(Double(limit) == golden.flexible.upper[week], "week \(place)")
      #expect(agrees(found.expected, golden.flexible.expected[week], within: 1e-6), "week \(place)")
      #expect(agrees(found.dispersion, golden.flexible.dispersion[week], within: 1e-5))
      #expect(agrees(found.chance, golden.flexible.pvalue[week], within: 1e-5), "week \(place)")
      #expect(found.followsTrend == (golden.flexible.trend[week] == 1))
      let warns = found.isEnough && golden.counts[place - 1] > limit
      #expect(warns == (golden.flexible.alarms[week] == 1), "week \(place)")
      if warns { warnings += 1 }
    }
    #expect(warnings == 5)
  }

  @Test("a series that does not go back so far is not judged")
  func tooShort() {
    let months = (0..<40).map { 10 + $0 % 3 }
    #expect(EarlyWarning(months, at: 36, settings: .months) == nil)
    #expect(EarlyWarning(months, at: 37, settings: .months) != nil)
  }

  @Test("where nothing was ever counted nothing is expected, and nothing is enough")
  func nothing() throws {
    let none = [Int](repeating: 0, count: 60)
    let found = try #require(EarlyWarning(none, at: 59, settings: .months))
    #expect(found.expected < 1e-9 && found.chance == 1 && !found.isEnough)
  }

  @Test("a month of twice as many as ever is a warning; by chance it comes once in many years")
  func outstanding() throws {
    var months = (0..<60).map { 20 + [0, 3, 5, 2, -2, -4][$0 % 6] + $0 % 5 }
    months[59] = 60
    let found = try #require(EarlyWarning(months, at: 59, settings: .months))
    #expect(found.recurrenceInterval > 120 && months[59] > found.limit(exceededWith: 0.01))
  }
}

import SpatialStatistics
import Testing

@Suite("What an action changed")
struct ResultsTests {
  private func pair(_ before: Int, _ after: Int) -> BeforeAndAfter {
    BeforeAndAfter(before: before, after: after)
  }

  @Test("the weighted displacement difference is what ptools finds")
  func displacementDifference() {
    let plain = DisplacementDifference.weighted(treated: pair(20, 10), control: pair(20, 20))
    #expect(plain.value == -10)
    #expect(abs(plain.standardError - 8.36660) < 5e-6)
    let moved = DisplacementDifference.weighted(
      treated: pair(20, 10), control: pair(20, 20), around: (pair(30, 20), pair(30, 30)))
    #expect(moved.value == -20)
    #expect(abs(moved.standardError - 13.41641) < 5e-6)
    #expect(abs(moved.score + 1.49071) < 5e-6)
    let longer = DisplacementDifference.weighted(
      treated: pair(20, 10), control: pair(20, 20), time: (2, 1))
    #expect(longer.value == -10)
    #expect(abs(longer.standardError - 6.32456) < 5e-6)
  }

  @Test("the ratio of ratios, also with counts that vary more than by chance, and with none")
  func ratioOfRatios() {
    let plain = RatioOfRatios(treated: pair(100, 70), control: pair(1_000, 1_000))
    #expect(abs(plain.value - 1.428571) < 5e-7)
    #expect(abs(plain.interval.lower - 1.040) < 5e-4)
    #expect(abs(plain.interval.upper - 1.963) < 5e-4)
    let varied = RatioOfRatios(
      treated: pair(100, 70), control: pair(1_000, 1_000), dispersion: 2)
    #expect(abs(varied.interval.lower - 0.911) < 5e-4)
    #expect(abs(varied.interval.upper - 2.239) < 5e-4)
    #expect(RatioOfRatios(treated: pair(4, 0), control: pair(5, 5)).isCorrected)
    #expect(!plain.isCorrected)
  }

  @Test("the displacement quotient, only where something was prevented")
  func quotient() throws {
    let found = try #require(
      DisplacementQuotient(
        treated: pair(100, 70), around: pair(50, 45), control: pair(1_000, 1_000)))
    #expect(abs(found.value - 0.1666667) < 5e-8)
    #expect(found.grossEffect == 30)
    #expect(found.totalNetEffect == 35)
    #expect(
      DisplacementQuotient(
        treated: pair(100, 95), around: pair(50, 45), control: pair(1_000, 1_000)) == nil)
    #expect(
      DisplacementQuotient(treated: pair(100, 70), around: pair(50, 45), control: pair(0, 9)) == nil
    )
  }

  @Test("concentration: Gini, and Gini against the evenest that is possible")
  func concentration() throws {
    let even = try #require(Concentration([22, 18, 17, 12, 11, 8, 6, 3, 2, 1]))
    #expect(abs(even.gini - 0.392) < 5e-13)
    #expect(even.gini == even.generalisedGini)
    let few = try #require(Concentration([5, 2, 1, 0, 0, 0, 0, 0, 0, 0]))
    #expect(abs(few.gini - 0.8) < 1e-12)
    #expect(abs(few.generalisedGini - 0.75) < 1e-12)
    #expect(Concentration([1, 0, 0]) == nil)
    #expect(Concentration([]) == nil)
  }

  @Test("half of the events lie in a quarter of the places, where chance would need a third")
  func busiest() {
    #expect(BusiestPlaces.placesHolding(0.5, of: [4, 2, 1, 1]) == 0.25)
    #expect(BusiestPlaces.placesHolding(0.5, of: [0, 0]) == nil)
    // One event in ten thousand places: half of them in half of the 9.5 % that have any.
    let sparse = BusiestPlaces.placesHoldingByChance(0.5, mean: 0.1)
    #expect(abs(sparse - 0.0455) < 5e-4)
  }

  @Test("the indices of prediction are those of ptools")
  func prediction() throws {
    let later = [6, 7, 3, 2, 1, 0]
    let foreseen: [Double] = [8, 4, 4, 2, 1, 0]
    let found = (1...3).compactMap {
      PredictionAccuracy(scores: foreseen, later: later, chosen: $0)
    }
    // The second and the third have one score; ptools takes the one with fewer events first.
    #expect(abs(found[0].index - 1.894737) < 5e-7)
    #expect(abs(found[1].overTies.lower - 1.421053) < 5e-7)
    #expect(abs(found[1].overTies.upper - 2.052632) < 5e-7)
    #expect(abs(found[2].index - 1.684211) < 5e-7)
    #expect(abs(found[0].efficiency - 0.857143) < 5e-7)
    #expect(found[2].efficiency == 1)
  }

  @Test("a running average and a running excess of the Memphis months")
  func running() throws {
    let months: [Double] = [206, 154, 127, 162, 202, 232, 214, 209, 219, 182, 146, 192]
    let mean = months.reduce(0, +) / 12
    let average = WeightedAverage(months, mean: mean, deviation: mean.squareRoot())
    #expect(abs(try #require(average.values.last) - 187.811) < 5e-4)
    #expect(abs(try #require(average.limits.last).lower - 173.438) < 5e-3)
    #expect(abs(try #require(average.limits.last).upper - 200.729) < 5e-3)
    let excess = CumulativeExcess(months, mean: mean)
    let expected = [0.883, 0, 0, 0, 0.591, 3.374, 4.842, 5.945, 7.778, 6.907, 3.403, 3.262]
    #expect(zip(excess.values, expected).allSatisfy { abs($0 - $1) < 5e-4 })
  }
}

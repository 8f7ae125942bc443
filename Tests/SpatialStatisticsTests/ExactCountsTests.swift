import SpatialStatistics
import Testing

@Suite("Exact statements about counts")
struct ExactCountsTests {
  @Test("logarithms of gamma agree with SciPy")
  func logarithms() throws {
    for golden in try GoldenValues.read().logGamma {
      let difference = abs(logGamma(golden.value) - golden.result)
      #expect(difference <= 4e-15 * max(1, abs(golden.result)), "log gamma of \(golden.value)")
    }
  }

  @Test("shares of the gamma integral agree with SciPy, the tiny ones too")
  func gamma() throws {
    for golden in try GoldenValues.read().gamma {
      let shares = GammaShares(shape: golden.shape, limit: golden.limit)
      #expect(agrees(shares.below, golden.below), "below \(golden.limit) of \(golden.shape)")
      #expect(agrees(shares.above, golden.above), "above \(golden.limit) of \(golden.shape)")
    }
  }

  @Test("shares of the beta integral agree with SciPy")
  func beta() throws {
    for golden in try GoldenValues.read().beta {
      let shares = BetaShares(first: golden.first, second: golden.second, limit: golden.limit)
      #expect(agrees(shares.below, golden.below, within: 1e-10), "\(golden)")
      #expect(agrees(shares.above, golden.above, within: 1e-10), "\(golden)")
    }
  }

  @Test("Garwood's limits agree with SciPy's chi-squared quantiles")
  func garwood() throws {
    for golden in try GoldenValues.read().garwood {
      let interval = PoissonCount(golden.count).meanInterval(confidence: golden.confidence)
      #expect(agrees(interval.lower, golden.lower), "lower limit of \(golden.count)")
      #expect(agrees(interval.upper, golden.upper), "upper limit of \(golden.count)")
    }
  }

  @Test("Garwood's limits of 7 are those in the printed tables")
  func printedTable() {
    let interval = PoissonCount(7).meanInterval()
    #expect(abs(interval.lower - 2.814363) < 1e-6)
    #expect(abs(interval.upper - 14.42268) < 1e-5)
  }

  @Test("Poisson tails agree with SciPy")
  func tails() throws {
    for golden in try GoldenValues.read().poisson {
      let count = PoissonCount(golden.count)
      #expect(agrees(count.chanceOfAtLeast(mean: golden.mean), golden.atLeast), "\(golden)")
      #expect(agrees(count.chanceOfAtMost(mean: golden.mean), golden.atMost), "\(golden)")
    }
    #expect(PoissonCount(0).chanceOfAtMost(mean: 0) == 1)
    #expect(PoissonCount(1).chanceOfAtLeast(mean: 0) == 0)
  }

  @Test("the exact test of two counts agrees with SciPy, both sides and each alone")
  func twoCounts() throws {
    for golden in try GoldenValues.read().twoCounts {
      let counts = TwoCounts(
        golden.first, golden.second, firstExposure: golden.firstExposure,
        secondExposure: golden.secondExposure)
      #expect(agrees(counts.chance, golden.chance, within: 1e-10), "\(golden)")
      #expect(agrees(counts.chanceOfAtLeast, golden.atLeast, within: 1e-10), "\(golden)")
      #expect(agrees(counts.chanceOfAtMost, golden.atMost, within: 1e-10), "\(golden)")
      let ratio = try #require(counts.rateRatioInterval())
      #expect(agrees(ratio.lower, golden.lower, within: 1e-9), "\(golden)")
      #expect(agrees(ratio.upper, golden.upper ?? .infinity, within: 1e-9), "\(golden)")
    }
  }

  @Test("25 against 16 comes by chance about one time in five; none against none always")
  func twentyFiveAgainstSixteen() {
    #expect(abs(TwoCounts(25, 16).chance - 0.211) < 0.0005)
    #expect(TwoCounts(0, 0).chance == 1)
    #expect(TwoCounts(0, 0).rateRatioInterval() == nil)
  }

  @Test("false discovery rates agree with SciPy, and five ties at 0.022 all pass 5 %")
  func falseDiscovery() throws {
    let golden = try GoldenValues.read().falseDiscovery
    let adjusted = falseDiscoveryAdjusted(golden.chances)
    #expect(zip(adjusted, golden.adjusted).allSatisfy { agrees($0, $1) })
    #expect(adjusted.count == golden.adjusted.count)
    #expect(
      zip(falseDiscoveryAdjusted(golden.ties), golden.tiesAdjusted).allSatisfy { agrees($0, $1) })
    #expect(falseDiscoveryAdjusted([0.9, 0.01]) == [0.9, 0.02])
    #expect(falseDiscoveryAdjusted([]).isEmpty)
  }
}

internal import Foundation

/// Where and since when more events have come lately than the place and the time would let one expect: the
/// space-time permutation scan statistic.
///
/// It needs no population: each place is compared with its own share of all events. A cylinder is a circle
/// of places over the latest few periods; its expectation is its places' events of all periods, times its
/// periods' share of all events. The chance of the likeliest cylinder is that of a cylinder as unusual
/// anywhere, so that having looked at all of them is accounted for.
///
/// - Source: M. Kulldorff and others, PLoS Medicine 2(3), 2005; the tail beyond what was drawn: A. Abrams, K.
///   Kleinman and M. Kulldorff, International Journal of Health Geographics 9:61, 2010. Checked against: the R
///   package scanstatistics.
public struct PermutationScan: Sendable {
  /// A circle of places over the latest periods.
  public struct Cylinder: Hashable, Sendable, Codable {
    /// Its places, the middle one first, then by distance.
    public let places: [Int]
    /// How many periods, up to the last.
    public let periods: Int
    public let observed: Int
    public let expected: Double
    /// The logarithm of how much likelier the events are if the rate in it is another.
    public let logLikelihoodRatio: Double
    /// The chance of one as unusual anywhere: (1 + shuffles that reach it) / (1 + shuffles).
    public let chance: Double
    /// The same by the law that the shuffles' greatest values follow (Gumbel's), for chances too small to be
    /// told by counting.
    public let tailChance: Double

    /// How many times as many events as expected.
    public var ratio: Double { Double(observed) / expected }

    /// By pure chance about once in so many periods.
    ///
    /// - Parameter lookedEvery: How many periods lie between two looks.
    /// - Returns: In periods.
    public func recurrence(lookedEvery: Double = 1) -> Double { lookedEvery / max(chance, 1e-12) }
  }

  /// Cylinders that share no place, the most unusual first.
  public let cylinders: [Cylinder]
  public let replicates: Int
  public let seed: UInt64
  /// How many cylinders were looked at.
  public let looked: Int

  /// How far cylinders reach.
  public struct Reach: Hashable, Sendable, Codable {
    /// The most places in a circle.
    public let places: Int
    /// In metres, from the middle; no bound if nothing is said.
    public let radius: Double
    /// The most periods.
    public let periods: Int
    /// The most that a circle may hold of all events, 0 to 1.
    public let share: Double

    public init(places: Int, radius: Double = .infinity, periods: Int, share: Double = 0.5) {
      (self.places, self.radius, self.periods, self.share) = (places, radius, periods, share)
    }
  }

  /// Scans counts.
  ///
  /// - Parameters:
  ///   - counts: For each place the events of each period, the latest last; all rows of one length.
  ///   - centres: Where the places are, in metres.
  ///   - reach: How far cylinders reach.
  ///   - replicates: How often the events' periods are shuffled.
  ///   - seed: The same gives the same, on any number of threads.
  ///   - most: How many cylinders are given back.
  /// - Complexity: O(replicates · (events + circles · periods)) time, on all cores; O(circles) memory, with as
  ///   many circles as places times the places in one.
  public init(
    counts: [[Int]], centres: [PlanePoint], reach: Reach, replicates: Int = 999, seed: UInt64,
    most: Int = 5
  ) {
    precondition(counts.count == centres.count, "Each place has a centre.")
    let frame = ScanFrame(counts: counts, centres: centres, reach: reach)
    let greatest = frame.greatest(replicates: replicates, seed: seed)
    self.replicates = replicates
    self.seed = seed
    looked = frame.circleCount * frame.durations
    let tail = GumbelTail(greatest)
    cylinders = frame.best(of: counts, most: most).map { found in
      Cylinder(
        places: found.places, periods: found.periods, observed: found.observed,
        expected: found.expected, logLikelihoodRatio: found.ratio,
        chance: Double(1 + greatest.count { $0 >= found.ratio * (1 - 1e-12) })
          / Double(replicates + 1),
        tailChance: tail.chance(ofAtLeast: found.ratio))
    }
  }
}

/// The law of greatest values, fitted by mean and variance.
struct GumbelTail {
  private let location: Double
  private let scale: Double

  init(_ values: [Double]) {
    let count = Double(max(1, values.count))
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, count - 1)
    scale = (6 * variance).squareRoot() / .pi
    location = mean - 0.577_215_664_901_532_9 * scale
  }

  func chance(ofAtLeast value: Double) -> Double {
    scale > 0 ? -expm1(-exp(-(value - location) / scale)) : value > location ? 0 : 1
  }
}

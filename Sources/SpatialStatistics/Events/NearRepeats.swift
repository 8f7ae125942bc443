/// Whether events that are near in space are near in time more often than chance would have it (Knox).
///
/// - Source: E. Knox, Applied Statistics 13, 1964; bands and shuffled times: S. Johnson and others, Journal of
///   Quantitative Criminology 23, 2007. Checked against: the R package NearRepeat, and pointpats.
public struct NearRepeats: Hashable, Sendable, Codable {
  /// How distance is measured.
  public enum Distance: String, Hashable, Sendable, Codable {
    case straight
    /// Along and across.
    case manhattan
  }

  /// One band of distance and one of time.
  public struct Cell: Hashable, Sendable, Codable {
    /// Pairs of events in it.
    public let observed: Int
    /// The mean over all orders in which the times could be dealt out, exactly: pairs in the band of distance,
    /// times the share of all pairs that is in the band of time.
    public let expected: Double
    /// The chance of as many pairs or more: (1 + shuffles that reach it) / (1 + shuffles).
    public let chance: Double

    /// How many times as many as expected; `nil` if none are expected.
    public var ratio: Double? { expected > 0 ? Double(observed) / expected : nil }
  }

  /// Lower limits of the bands of distance, and the upper one of the last; a band holds its lower limit only.
  public let distances: [Double]
  /// The same of time.
  public let times: [Double]
  /// By band of distance, then by band of time.
  public let cells: [[Cell]]
  /// Pairs of events closer than the last limit of distance.
  public let closePairs: Int
  public let replicates: Int
  public let seed: UInt64

  /// Counts pairs of events by distance and time, and again with the times shuffled among the events.
  ///
  /// - Parameters:
  ///   - places: Of the events.
  ///   - moments: Of the events, in whole units of time, such as days.
  ///   - distances: Limits of the bands, ascending from 0; at least two.
  ///   - times: The same; limits of whole units.
  ///   - measure: How distance is measured.
  ///   - replicates: How often times are shuffled.
  ///   - seed: The same gives the same.
  /// - Complexity: O(close pairs · replicates) time; close pairs are found once, 9 bytes each.
  public init(
    places: [PlanePoint], moments: [Int], distances: [Double], times: [Double],
    measure: Distance = .straight, replicates: Int = 999, seed: UInt64
  ) {
    precondition(places.count == moments.count, "Each event has a place and a moment.")
    precondition(distances.count > 1 && times.count > 1, "A band has two limits.")
    let pairs = ClosePairs(places, limits: distances, measure: measure)
    let bands = TimeBands(limits: times, moments: moments)
    let width = times.count - 1
    let observed = pairs.counts(moments: moments, bands: bands)
    var reached = [Int](repeating: 0, count: observed.count)
    for replicate in 0..<replicates {
      var generator = CounterBasedGenerator(seed: seed, stream: UInt64(replicate))
      let found = pairs.counts(moments: moments.shuffled(using: &generator), bands: bands)
      for cell in found.indices where found[cell] >= observed[cell] { reached[cell] += 1 }
    }
    self.distances = distances
    self.times = times
    self.replicates = replicates
    self.seed = seed
    closePairs = pairs.count
    let timePairs = Self.pairs(of: moments, limits: times)
    let all = Double(moments.count) * Double(moments.count - 1) / 2
    cells = pairs.countsByBand.enumerated().map { row, near in
      (0..<width).map { column in
        let cell = row * width + column
        return Cell(
          observed: observed[cell],
          expected: all > 0 ? Double(near) * Double(timePairs[column]) / all : 0,
          chance: Double(reached[cell] + 1) / Double(replicates + 1))
      }
    }
  }
}

extension NearRepeats {
  /// How many pairs of moments lie in each band of time.
  ///
  /// - Complexity: O(events · (log events + bands)).
  private static func pairs(of moments: [Int], limits: [Double]) -> [Int] {
    let sorted = moments.sorted()
    func below(_ limit: Double) -> Int {
      var (count, start) = (0, 0)
      for end in sorted.indices {
        while start < end, Double(sorted[end] - sorted[start]) >= limit { start += 1 }
        count += Double(0) < limit ? end - start : 0
      }
      return count
    }
    let cumulative = limits.map(below)
    return zip(cumulative.dropFirst(), cumulative).map { $0 - $1 }
  }
}

/// Bands of time as a table by whole units.
struct TimeBands {
  let count: Int
  /// The band of each number of units between two events; `count` beyond the last.
  private let bands: [UInt8]

  init(limits: [Double], moments: [Int]) {
    precondition(limits.count < 255, "At most 254 bands.")
    count = limits.count - 1
    let longest = (moments.max() ?? 0) - (moments.min() ?? 0)
    let bandCount = count
    bands = (0...max(0, longest)).map { units in
      let band = limits.dropFirst().firstIndex { Double(units) < $0 }
      return Double(units) < limits[0] ? UInt8(bandCount) : UInt8((band ?? bandCount + 1) - 1)
    }
  }

  func forEach<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    bands.withUnsafeBufferPointer(body)
  }
}

/// The pairs of events that are near in space.
struct ClosePairs {
  private let first: [Int32]
  private let second: [Int32]
  private let band: [UInt8]
  private let bandCount: Int

  var count: Int { first.count }

  init(_ places: [PlanePoint], limits: [Double], measure: NearRepeats.Distance) {
    precondition(limits.count < 256, "At most 255 bands.")
    var (first, second, band) = ([Int32](), [Int32](), [UInt8]())
    let reach = limits[limits.count - 1]
    let index = PointIndex(places, width: max(reach, .leastNormalMagnitude))
    for (event, place) in places.enumerated() {
      // No two points are farther apart along and across than in a straight line.
      index.forEach(within: reach, of: place) { other, squared in
        guard other > event else { return }
        let distance =
          measure == .straight
          ? squared.squareRoot() : abs(place.x - places[other].x) + abs(place.y - places[other].y)
        guard distance >= limits[0], let above = limits.firstIndex(where: { distance < $0 })
        else { return }
        first.append(Int32(event))
        second.append(Int32(other))
        band.append(UInt8(above - 1))
      }
    }
    (self.first, self.second, self.band) = (first, second, band)
    bandCount = limits.count - 1
  }

  /// How many pairs lie in each band of distance.
  var countsByBand: [Int] {
    band.reduce(into: [Int](repeating: 0, count: bandCount)) { $0[Int($1)] += 1 }
  }

  /// How many pairs lie in each band of distance and time.
  func counts(moments: [Int], bands: TimeBands) -> [Int] {
    // One column more, for what lies beyond the last band of time.
    let width = bands.count + 1
    var counts = [Int](repeating: 0, count: bandCount * width)
    let moments = moments.map { Int32($0) }
    bands.forEach { bands in
      counts.withUnsafeMutableBufferPointer { counts in
        moments.withUnsafeBufferPointer { moments in
          for pair in first.indices {
            let apart = abs(moments[Int(first[pair])] - moments[Int(second[pair])])
            counts[Int(band[pair]) * width + Int(bands[Int(apart)])] += 1
          }
        }
      }
    }
    return (0..<bandCount).flatMap { row in counts[row * width..<row * width + width - 1] }
  }
}

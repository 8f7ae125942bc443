internal import Dispatch
internal import Foundation

/// What all shuffles of a scan have in common: the circles, and what is expected in each cylinder.
struct ScanFrame: Sendable {
  struct Found {
    let places: [Int]
    let periods: Int
    let observed: Int
    let expected: Double
    let ratio: Double
  }

  private let placeCount: Int
  private let periodCount: Int
  let durations: Int
  private let total: Double
  /// Events of the latest 1, 2, … periods, as a share of all.
  private let latest: [Double]
  /// For each place its circle: the places by distance, itself first.
  private let starts: [Int]
  private let members: [Int32]
  /// Events of all periods in each circle as it grows.
  private let held: [Double]
  /// The place and period of each event.
  private let eventPlaces: [Int32]
  private let eventPeriods: [UInt16]

  var circleCount: Int { members.count }

  init(counts: [[Int]], centres: [PlanePoint], reach: PermutationScan.Reach) {
    placeCount = counts.count
    periodCount = counts.first?.count ?? 0
    let periods = periodCount
    precondition(counts.allSatisfy { $0.count == periods }, "Each place has all periods.")
    precondition(reach.periods >= 1 && reach.periods <= periods, "Some of the periods.")
    durations = reach.periods
    let totals = counts.map { $0.reduce(0, +) }
    let all = totals.reduce(0, +)
    total = Double(all)
    latest = (1...reach.periods).map { length in
      let sum = counts.reduce(0) { $0 + $1.suffix(length).reduce(0, +) }
      return all > 0 ? Double(sum) / Double(all) : 0
    }
    var (starts, members, held) = ([0], [Int32](), [Double]())
    for circle in Self.circles(centres, reach) {
      var sum = 0
      for place in circle {
        sum += totals[place]
        guard Double(sum) <= reach.share * Double(all) else { break }
        members.append(Int32(place))
        held.append(Double(sum))
      }
      starts.append(members.count)
    }
    (self.starts, self.members, self.held) = (starts, members, held)
    var (eventPlaces, eventPeriods) = ([Int32](), [UInt16]())
    for (place, row) in counts.enumerated() {
      for (period, count) in row.enumerated() {
        eventPlaces += repeatElement(Int32(place), count: count)
        eventPeriods += repeatElement(UInt16(period), count: count)
      }
    }
    (self.eventPlaces, self.eventPeriods) = (eventPlaces, eventPeriods)
  }

  /// The places nearest to each, itself first; of places at one distance the first in the list.
  private static func circles(
    _ centres: [PlanePoint], _ reach: PermutationScan.Reach
  ) -> [[Int]] {
    centres.map { centre in
      centres.indices.map { ($0, centres[$0].squaredDistance(to: centre)) }
        .filter { $0.1 <= reach.radius * reach.radius }
        .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
        .prefix(reach.places).map(\.0)
    }
  }

  /// The logarithm of the likelihood ratio of a cylinder; 0 unless there are more events than expected.
  private func ratio(_ observed: Double, _ expected: Double) -> Double {
    guard observed > expected, expected > 0 else { return 0 }
    let inside = observed * log(observed / expected)
    return observed < total
      ? inside + (total - observed) * log((total - observed) / (total - expected)) : inside
  }

  /// The greatest ratio of each shuffle.
  func greatest(replicates: Int, seed: UInt64) -> [Double] {
    var greatest = [Double](repeating: 0, count: replicates)
    let lanes = min(replicates, ProcessInfo.processInfo.activeProcessorCount)
    guard lanes > 0 else { return [] }
    greatest.withUnsafeMutableBufferPointer { buffer in
      nonisolated(unsafe) let buffer = buffer
      DispatchQueue.concurrentPerform(iterations: lanes) { lane in
        for replicate in stride(from: lane, to: replicates, by: lanes) {
          var generator = CounterBasedGenerator(seed: seed, stream: UInt64(replicate))
          let periods = eventPeriods.shuffled(using: &generator)
          buffer[replicate] = highestRatio(latestCounts(periods))
        }
      }
    }
    return greatest
  }

  /// For each length, the events of each place in the latest so many periods.
  private func latestCounts(_ periods: [UInt16]) -> [Double] {
    var counts = [Double](repeating: 0, count: durations * placeCount)
    counts.withUnsafeMutableBufferPointer { counts in
      for (place, period) in zip(eventPlaces, periods) {
        let age = periodCount - 1 - Int(period)
        if age < durations { counts[age * placeCount + Int(place)] += 1 }
      }
      for length in 1..<max(1, durations) {
        for place in 0..<placeCount {
          counts[length * placeCount + place] += counts[(length - 1) * placeCount + place]
        }
      }
    }
    return counts
  }

  private func highestRatio(_ counts: [Double]) -> Double {
    var best = 0.0
    forEachHigher(counts, than: &best) { _, _, _, _ in }
    return best
  }

  /// Calls back for each cylinder whose ratio is above the best so far, and raises that.
  ///
  /// A ratio is never above N (c − μ)² / (μ (N − μ)): most cylinders need no logarithm.
  private func forEachHigher(
    _ counts: [Double], than best: inout Double,
    _ visit: (_ centre: Int, _ size: Int, _ length: Int, _ observed: Double) -> Void
  ) {
    counts.withUnsafeBufferPointer { counts in
      held.withUnsafeBufferPointer { held in
        members.withUnsafeBufferPointer { members in
          for length in 0..<durations {
            let row = length * placeCount
            for centre in 0..<placeCount {
              var observed = 0.0
              for position in starts[centre]..<starts[centre + 1] {
                observed += counts[row + Int(members[position])]
                let expected = held[position] * latest[length]
                let excess = observed - expected
                guard excess > 0,
                  excess * excess * total > best * expected * (total - expected)
                else { continue }
                let found = ratio(observed, expected)
                guard found > best else { continue }
                best = found
                visit(centre, position - starts[centre] + 1, length + 1, observed)
              }
            }
          }
        }
      }
    }
  }

  /// The most unusual cylinders that share no place with a more unusual one.
  func best(of counts: [[Int]], most: Int) -> [Found] {
    let counts = latestCounts(eventPeriods)
    var found: [Found] = []
    var taken = Set<Int32>()
    while found.count < most, let next = best(counts, without: taken) {
      found.append(next)
      taken.formUnion(next.places.map { Int32($0) })
    }
    return found
  }

  private func best(_ counts: [Double], without taken: Set<Int32>) -> Found? {
    var best: Found?
    for length in 1...durations {
      for centre in 0..<placeCount {
        var observed = 0.0
        for position in starts[centre]..<starts[centre + 1] {
          guard !taken.contains(members[position]) else { break }
          observed += counts[(length - 1) * placeCount + Int(members[position])]
          let expected = held[position] * latest[length - 1]
          let ratio = ratio(observed, expected)
          guard ratio > best?.ratio ?? 0 else { continue }
          best = Found(
            places: members[starts[centre]...position].map { Int($0) }, periods: length,
            observed: Int(observed), expected: expected, ratio: ratio)
        }
      }
    }
    return best
  }
}

/// Means of values drawn without replacement, many times over, kept sorted to look chances up in.
///
/// One sample serves every place with as many neighbours: under relabelling they have one law. For whole
/// counts the exact law costs less and has no error; this is for rates and other numbers.
public struct ReferenceSample: Sendable {
  public let seed: UInt64
  public let replicates: Int
  /// For each number of draws its sums, ascending.
  private let sums: [Int: [Double]]

  /// - Parameters:
  ///   - values: Of all places.
  ///   - sizes: The numbers of neighbours that occur, each at most as many as there are values.
  ///   - replicates: How often it is drawn; 1 over this is about the least chance that can be told.
  ///   - seed: Any number; the same gives the same, on any number of threads.
  /// - Complexity: O(replicates · (largest size + sizes · log replicates)) time, O(sizes · replicates) memory.
  public init(_ values: [Double], sizes: Set<Int>, replicates: Int = 99_999, seed: UInt64) {
    precondition(sizes.allSatisfy { (0...values.count).contains($0) }, "No more draws than values.")
    self.seed = seed
    self.replicates = replicates
    let most = sizes.max() ?? 0
    var found = Dictionary(uniqueKeysWithValues: sizes.map { ($0, [Double]()) })
    for size in sizes { found[size]?.reserveCapacity(replicates) }
    // A partial shuffle that is taken back after each replicate: each begins from the same order.
    var order = values
    var swaps = [Int](repeating: 0, count: most)
    for replicate in 0..<replicates {
      var generator = CounterBasedGenerator(seed: seed, stream: UInt64(replicate))
      var sum = 0.0
      if sizes.contains(0) { found[0]?.append(0) }
      for draw in 0..<most {
        let other = draw + Int(generator.below(UInt32(order.count - draw)))
        swaps[draw] = other
        order.swapAt(draw, other)
        sum += order[draw]
        if sizes.contains(draw + 1) { found[draw + 1]?.append(sum) }
      }
      for draw in stride(from: most - 1, through: 0, by: -1) { order.swapAt(draw, swaps[draw]) }
    }
    sums = found.mapValues { $0.sorted() }
  }

  /// The chance of a sum or more over so many places: (1 + replicates that reach it) / (1 + replicates).
  ///
  /// - Parameters:
  ///   - sum: As it was seen.
  ///   - size: One of the sizes.
  /// - Returns: From 1 / (replicates + 1) to 1. Sums that differ by rounding alone count as equal.
  public func chance(ofAtLeast sum: Double, size: Int) -> Double {
    let sorted = sums[size] ?? []
    let bound = sum - abs(sum) * 1e-12
    return Double(1 + sorted.count - sorted.firstIndex(notBelow: bound)) / Double(replicates + 1)
  }

  /// The chance of a sum or less over so many places.
  ///
  /// - Parameters, returns: As of `chance(ofAtLeast:size:)`.
  public func chance(ofAtMost sum: Double, size: Int) -> Double {
    let sorted = sums[size] ?? []
    let bound = (sum + abs(sum) * 1e-12).nextUp
    return Double(1 + sorted.firstIndex(notBelow: bound)) / Double(replicates + 1)
  }
}

extension [Double] {
  /// The first position of an ascending list whose value is not below a bound.
  func firstIndex(notBelow bound: Double) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < bound { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

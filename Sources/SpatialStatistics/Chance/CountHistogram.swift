/// How often each whole number stands among many.
struct CountHistogram {
  /// Ascending, none twice.
  let entries: [(value: Int, times: Int)]
  let total: Int

  /// - Parameter counts: None below 0.
  init(_ counts: [Int]) {
    precondition(counts.allSatisfy { $0 >= 0 }, "A count is never negative.")
    var entries: [(value: Int, times: Int)] = []
    for count in counts.sorted() {
      if entries.last?.value == count {
        entries[entries.count - 1].times += 1
      } else {
        entries.append((count, 1))
      }
    }
    self.entries = entries
    total = counts.count
  }

  /// The most that so many of the numbers can add up to.
  func highestSum(of draws: Int) -> Int {
    var (left, sum) = (draws, 0)
    for entry in entries.reversed() where left > 0 {
      let taken = min(left, entry.times)
      sum += taken * entry.value
      left -= taken
    }
    return sum
  }

  /// About how many multiplications a table of so many draws takes.
  func steps(draws: Int) -> Double {
    let sums = Double(highestSum(of: draws) + 1)
    return entries.reduce(0) { $0 + Double(min($1.times, draws)) } * Double(draws) * sums
  }

  private func emptyTable(draws: Int, of numbers: Int) -> DrawTable {
    DrawTable(
      draws: draws, highestSum: highestSum(of: draws),
      odds: Double(max(1, draws)) / Double(max(1, numbers)))
  }

  /// The table of all numbers.
  func table(draws: Int) -> DrawTable {
    var table = emptyTable(draws: draws, of: total)
    for entry in entries { table.add(entry.value, times: entry.times) }
    return table
  }

  /// Calls back for each value with the table of all numbers but one of that value.
  ///
  /// Taking a value out of a table again would subtract, and the rare sums would lose their digits. So the
  /// values are halved again and again, and each half is added to the table of the other.
  ///
  /// - Complexity: O(log of how many values there are) tables in time and memory.
  func forEachLeavingOneOut(draws: Int, _ visit: (Int, DrawTable) -> Void) {
    guard !entries.isEmpty else { return }
    descend(entries[...], emptyTable(draws: draws, of: total - 1), visit)
  }

  private func descend(
    _ part: ArraySlice<(value: Int, times: Int)>, _ table: DrawTable,
    _ visit: (Int, DrawTable) -> Void
  ) {
    guard part.count > 1 else {
      let entry = part[part.startIndex]
      var table = table
      table.add(entry.value, times: entry.times - 1)
      return visit(entry.value, table)
    }
    let middle = part.startIndex + part.count / 2
    for (kept, added) in [(part[..<middle], part[middle...]), (part[middle...], part[..<middle])] {
      var table = table
      for entry in added { table.add(entry.value, times: entry.times) }
      descend(kept, table, visit)
    }
  }
}

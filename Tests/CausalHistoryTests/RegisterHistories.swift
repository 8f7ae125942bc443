import CausalHistory

/// One write of a small history, with what its author had seen.
struct Write: Hashable {
  let dot: Dot
  let value: Int
  let seen: Set<Dot>

  var context: VersionVector {
    VersionVector(seen.map { .init(logIndex: $0.logIndex, counter: $0.counter) })
  }
}

/// Every history of two writers with two writes each, in which each write has seen its author's
/// earlier write and any causally closed part of the other author's, and takes one of two values.
let smallHistories: [[Write]] = {
  var histories: [[Write]] = []
  for code in 0..<(81 * 16) {
    let counts = [code % 3, code / 3 % 3, code / 9 % 3, code / 27 % 3]
    let values = (0..<4).map { (code / 81) >> $0 & 1 }
    guard let history = history(counts: counts, values: values) else { continue }
    histories.append(history)
  }
  return histories
}()

/// `counts` are how many of the other's writes were seen by 1.1, 1.2, 2.1 and 2.2.
private func history(counts: [Int], values: [Int]) -> [Write]? {
  guard counts[1] >= counts[0], counts[3] >= counts[2] else { return nil }
  let saw = { (log: UInt32, place: Int) in counts[(Int(log) - 1) * 2 + place - 1] }
  var writes: [Write] = []
  for log: UInt32 in [1, 2] {
    for place in 1...2 {
      let other: UInt32 = 3 - log
      let count = saw(log, place)
      // Nobody sees what was written after having seen this write, nor without what it had seen.
      for seen in stride(from: 1, through: count, by: 1) where saw(other, seen) >= place {
        return nil
      }
      let own = (1..<place).map { Dot(logIndex: log, counter: UInt64($0)) }
      let others = (0..<count).map { Dot(logIndex: other, counter: UInt64($0) + 1) }
      writes.append(
        Write(
          dot: Dot(logIndex: log, counter: UInt64(place)),
          value: values[(Int(log) - 1) * 2 + place - 1], seen: Set(own + others)))
    }
  }
  return writes
}

/// All orders of arrival in which a write comes after all that it had seen.
func arrivals(of writes: [Write]) -> [[Write]] {
  guard !writes.isEmpty else { return [[]] }
  let waiting = Set(writes.map(\.dot))
  return writes.filter { $0.seen.isDisjoint(with: waiting) }.flatMap { first in
    arrivals(of: writes.filter { $0 != first }).map { [first] + $0 }
  }
}

import CausalHistory
import Testing

@Suite("Hybrid time")
struct HybridTimeTests {
  @Test("Time moves on even when the clock stands still or goes back")
  func monotone() {
    var time = HybridTime.zero
    var last = HybridTime.zero
    for now: UInt64 in [1_000, 1_000, 400, 0, 1_001, 1_001, 5] {
      let next = time.tick(now: now)
      #expect(next > last)
      last = next
    }
    #expect(last.milliseconds == 1_001)
  }

  @Test("A change made after seeing another is later, whatever the clocks say")
  func afterMerge() {
    for (theirs, mine): (UInt64, UInt64) in [(5_000, 4_000), (4_000, 5_000), (604_000, 4_000)] {
      var time = HybridTime.zero
      let seen = HybridTime(milliseconds: theirs)
      time.merge(seen, now: mine)
      #expect(time.tick(now: mine) > seen)
    }
  }

  @Test("A clock more than ten minutes ahead is not followed")
  func poisonedClock() {
    var time = HybridTime(milliseconds: 4_000)
    time.merge(HybridTime(milliseconds: 604_001), now: 4_000)
    #expect(time.milliseconds == 4_000)
    time.merge(HybridTime(rawValue: .max), now: 4_000)
    #expect(time.milliseconds == 4_000)
  }

  @Test("Extreme clocks do not overflow")
  func extremes() {
    var time = HybridTime.zero
    #expect(time.tick(now: .max).milliseconds == (1 << 48) - 1)
    time = HybridTime(rawValue: .max)
    #expect(time.tick(now: 0).rawValue == .max)
    time.merge(HybridTime(rawValue: 1), now: .max)
    #expect(time.rawValue == .max)
  }
}

internal import Foundation

/// Slows down guessing: after five wrong passphrases for a name it is refused for a minute, and each
/// further wrong one doubles the wait, up to a quarter of an hour.
actor SignInThrottle {
  private struct Failures {
    var count: Int
    var refusedUntil: Date
    var last: Date
  }

  static let freeAttempts = 5
  static let longestWait: TimeInterval = 15 * 60
  /// So that made-up names cannot fill the memory.
  static let namesMax = 10_000

  private var failures: [String: Failures] = [:]

  /// The minutes to wait, rounded up; `nil` if an attempt is allowed.
  func wait(for handle: String, at now: Date) -> Int? {
    guard let entry = failures[handle], entry.refusedUntil > now else { return nil }
    return Int((entry.refusedUntil.timeIntervalSince(now) / 60).rounded(.up))
  }

  func noteFailure(of handle: String, at now: Date) {
    if failures.count >= Self.namesMax {
      failures = failures.filter { now.timeIntervalSince($0.value.last) < Self.longestWait }
    }
    guard failures.count < Self.namesMax || failures[handle] != nil else { return }
    var entry = failures[handle] ?? Failures(count: 0, refusedUntil: now, last: now)
    if now.timeIntervalSince(entry.last) > 2 * Self.longestWait { entry.count = 0 }
    entry.count += 1
    entry.last = now
    let beyond = entry.count - Self.freeAttempts
    if beyond >= 0 {
      let wait = min(Self.longestWait, 60 * Double(1 << min(beyond, 8)))
      entry.refusedUntil = now.addingTimeInterval(wait)
    }
    failures[handle] = entry
  }

  func noteSuccess(of handle: String) { failures[handle] = nil }
}

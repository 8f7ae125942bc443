/// How long a node waits before it calls the hub again.
///
/// The wait doubles from 2 seconds to 5 minutes, and half of it is left to chance: when a hub comes
/// back, its nodes do not all call in the same second.
public struct ReconnectDelay: Sendable, Hashable {
  private var failures = 0

  public init() {}

  /// A session went live, or both sides ended one in order.
  public mutating func succeeded() { failures = 0 }

  /// The next wait.
  ///
  /// - Parameters:
  ///   - retryAfterSeconds: How long the peer asked to wait; 0: it did not say.
  ///   - random: The source of the part that is left to chance.
  /// - Returns: Milliseconds; at least what the peer asked for, and at most an hour.
  public mutating func next(
    retryAfterSeconds: UInt32 = 0, using random: inout some RandomNumberGenerator
  ) -> UInt64 {
    let longest: UInt64 = min(300_000, 2_000 << UInt64(min(failures, 8)))
    failures += 1
    let asked = UInt64(min(retryAfterSeconds, 3_000)) * 1_000
    return asked + UInt64.random(in: (longest / 2)...longest, using: &random)
  }
}

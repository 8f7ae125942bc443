/// A time to show changes in the order in which people made them.
///
/// Milliseconds since 1970-01-01 UTC in the upper 48 bits, a counter in the lower 16: it never goes
/// back at one node, even if its clock does, and always lies after every time that the node has
/// seen. It decides nothing: what was written without sight of what is known from contexts alone.
///
/// - Source: Kulkarni, Demirbas, Madappa, Avva, Leone, "Logical physical clocks", 2014, section 3.
public struct HybridTime: Hashable, Sendable, Comparable, RawRepresentable, Codable {
  public let rawValue: UInt64

  public init(rawValue: UInt64) { self.rawValue = rawValue }

  /// Before all times.
  public static let zero = HybridTime(rawValue: 0)

  /// How far a clock elsewhere may run ahead and still be followed: ten minutes. Nothing is refused
  /// for its time; a clock that is years ahead is only not followed.
  public static let leadMaxMilliseconds: UInt64 = 600_000

  /// Creates the first time of a millisecond; later than the year 10889, the last there is.
  public init(milliseconds: UInt64) {
    rawValue = min(milliseconds, (1 << 48) - 1) << 16
  }

  /// Milliseconds since 1970-01-01 UTC.
  public var milliseconds: UInt64 { rawValue >> 16 }

  public static func < (left: HybridTime, right: HybridTime) -> Bool {
    left.rawValue < right.rawValue
  }

  /// Moves on and returns the time of a new change: after the last one, and not before the clock.
  ///
  /// - Parameter now: The node's clock; milliseconds since 1970-01-01 UTC.
  /// - Returns: The new time, which is also kept.
  public mutating func tick(now: UInt64) -> HybridTime {
    let next = rawValue == .max ? rawValue : rawValue + 1
    self = max(HybridTime(rawValue: next), HybridTime(milliseconds: now))
    return self
  }

  /// Takes note of a change made elsewhere, so that the next change here is shown after it.
  ///
  /// - Parameters:
  ///   - other: The time of the other change.
  ///   - now: The node's clock; milliseconds since 1970-01-01 UTC. A time more than ten minutes
  ///     ahead of it is not followed.
  public mutating func merge(_ other: HybridTime, now: UInt64) {
    let (latest, overflow) = now.addingReportingOverflow(Self.leadMaxMilliseconds)
    guard overflow || other.milliseconds <= latest else { return }
    self = max(self, other)
  }
}

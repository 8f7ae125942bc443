internal import Foundation

/// Counts before and after something was done.
public struct BeforeAndAfter: Hashable, Sendable, Codable {
  public let before: Int
  public let after: Int

  /// - Parameters:
  ///   - before: At least 0.
  ///   - after: At least 0.
  public init(before: Int, after: Int) {
    precondition(before >= 0 && after >= 0, "A count is never negative.")
    self.before = before
    self.after = after
  }
}

/// How many standard deviations to either side hold 95 % of a normal law.
private let reach95 = 1.959963984540054

/// An estimate with its standard error.
public struct Estimate: Hashable, Sendable, Codable {
  public let value: Double
  /// Above 0, unless nothing was counted at all.
  public let standardError: Double

  public var score: Double { value / standardError }

  /// The estimate ± 1.96 standard errors.
  public var interval: Interval {
    Interval(lower: value - reach95 * standardError, upper: value + reach95 * standardError)
  }
}

/// How many events an action prevented, where it was taken and where they may have moved to.
public enum DisplacementDifference {
  /// The weighted displacement difference: the change where the action was taken, and in the places around
  /// it, less the change where nothing was done.
  ///
  /// Below 0, events were prevented. It is defined with counts of 0, too.
  ///
  /// - Parameters:
  ///   - treated: Where the action was taken.
  ///   - control: A comparable place, chosen before looking.
  ///   - around: Where events may have moved to, and a comparable place for that; if looked at.
  ///   - time: The lengths of both periods in one unit.
  /// - Returns: Events for each unit of time.
  /// - Source: A. Wheeler and J. Ratcliffe, Crime Science 7:11, 2018. Checked against: ptools 2.0 `wdd`.
  public static func weighted(
    treated: BeforeAndAfter, control: BeforeAndAfter,
    around: (displaced: BeforeAndAfter, control: BeforeAndAfter)? = nil,
    time: (before: Double, after: Double) = (1, 1)
  ) -> Estimate {
    precondition(time.before > 0 && time.after > 0, "A period has a length.")
    var value = 0.0
    var variance = 0.0
    func add(_ counts: BeforeAndAfter, _ sign: Double) {
      let (before, after) = (Double(counts.before) / time.before, Double(counts.after) / time.after)
      value += sign * (after - before)
      variance += before / time.before + after / time.after
    }
    add(treated, 1)
    add(control, -1)
    if let around {
      add(around.displaced, 1)
      add(around.control, -1)
    }
    return Estimate(value: value, standardError: variance.squareRoot())
  }
}

/// The change where an action was taken as a multiple of that where none was.
public struct RatioOfRatios: Hashable, Sendable, Codable {
  /// Above 1, fewer events came than the control's change would have let one expect.
  public let value: Double
  /// 95 %.
  public let interval: Interval
  /// Whether a half was added to each count since one was 0.
  public let isCorrected: Bool

  /// - Parameters:
  ///   - treated: Where the action was taken.
  ///   - control: A comparable place.
  ///   - dispersion: How much more counts vary than by pure chance, at least 1; from the months before.
  /// - Source: D. Farrington and others, in Systematic Reviews of the Effects of Crime Prevention, 2007.
  public init(treated: BeforeAndAfter, control: BeforeAndAfter, dispersion: Double = 1) {
    precondition(dispersion >= 1, "Counts vary at least by chance.")
    var counts = [treated.before, control.after, treated.after, control.before].map { Double($0) }
    isCorrected = counts.contains(0)
    if isCorrected { counts = counts.map { $0 + 0.5 } }
    value = counts[0] * counts[1] / (counts[2] * counts[3])
    let error = (counts.reduce(0) { $0 + 1 / $1 } * dispersion).squareRoot()
    let factor = exp(reach95 * error)
    interval = Interval(lower: value / factor, upper: value * factor)
  }
}

/// Whether what an action prevented came back next door.
public struct DisplacementQuotient: Hashable, Sendable, Codable {
  /// Above 1, the surroundings gained more than the place itself; from 0 to 1, they gained; from −1 to 0, some
  /// events moved, fewer than were prevented; below −1, more moved than were prevented.
  public let value: Double
  /// How many events fewer there were than before.
  public let grossEffect: Double
  /// How many events fewer than the control's change would have left, in both places.
  public let totalNetEffect: Double

  /// Gives `nil` unless the place surely did better than the control: where nothing was prevented there is
  /// nothing to move.
  ///
  /// - Parameters:
  ///   - treated: Where the action was taken.
  ///   - around: The places around it.
  ///   - control: A comparable place.
  /// - Source: K. Bowers and S. Johnson, Journal of Quantitative Criminology 19, 2003; R. Guerette, Analyzing
  ///   Crime Displacement and Diffusion, 2009.
  public init?(treated: BeforeAndAfter, around: BeforeAndAfter, control: BeforeAndAfter) {
    guard control.before > 0, control.after > 0 else { return nil }
    let (before, after) = (Double(control.before), Double(control.after))
    func share(_ counts: BeforeAndAfter) -> Double {
      Double(counts.after) / after - Double(counts.before) / before
    }
    let success = RatioOfRatios(treated: treated, control: control)
    guard success.interval.lower > 1 else { return nil }
    value = share(around) / share(treated)
    grossEffect = Double(treated.before - treated.after)
    func expected(_ counts: BeforeAndAfter) -> Double { Double(counts.before) * after / before }
    totalNetEffect =
      expected(treated) - Double(treated.after) + expected(around) - Double(around.after)
  }
}

internal import Foundation

/// A rectangle in a plane.
public struct PlaneRectangle: Hashable, Sendable, Codable {
  public let lower: PlanePoint
  public let upper: PlanePoint

  /// - Parameters:
  ///   - lower: The corner at the left and below.
  ///   - upper: The opposite one.
  public init(lower: PlanePoint, upper: PlanePoint) {
    precondition(upper.x > lower.x && upper.y > lower.y, "A rectangle has an area.")
    self.lower = lower
    self.upper = upper
  }

  public var area: Double { (upper.x - lower.x) * (upper.y - lower.y) }

  /// How far a point inside is from the nearest side.
  public func inset(of point: PlanePoint) -> Double {
    min(point.x - lower.x, upper.x - point.x, point.y - lower.y, upper.y - point.y)
  }

  /// The share of a circle about a point inside that lies inside.
  ///
  /// - Parameters:
  ///   - radius: Above 0, at most half of the shorter side.
  ///   - point: Inside.
  /// - Returns: Above 0, at most 1.
  public func shareOfCircle(radius: Double, about point: PlanePoint) -> Double {
    func arc(_ distance: Double) -> Double { distance < radius ? acos(distance / radius) : 0 }
    let (left, right) = (point.x - lower.x, upper.x - point.x)
    let (below, above) = (point.y - lower.y, upper.y - point.y)
    var outside = 2 * (arc(left) + arc(right) + arc(below) + arc(above))
    // Beyond a corner that the circle encloses the arcs of both sides overlap.
    for (across, up) in [(left, below), (left, above), (right, below), (right, above)]
    where across * across + up * up < radius * radius {
      outside -= arc(across) + arc(up) - .pi / 2
    }
    return 1 - outside / (2 * .pi)
  }
}

/// How many points of one kind lie around those of another, as an area: Ripley's K.
///
/// Where the two kinds have nothing to do with each other it is π r².
///
/// - Source: B. Ripley, Journal of the Royal Statistical Society B 39, 1977. Checked against: spatstat.explore
///   3.0-6 `Kest` and `Kcross` with isotropic, translation and border corrections.
public enum CrossPairs {
  /// How pairs count of which one side may lie beyond the window.
  public enum EdgeCorrection: String, Hashable, Sendable, Codable, CaseIterable {
    /// By the share of the circle through the other point that lies inside (Ripley's).
    case isotropic
    /// By the share of the window that stays inside when it is moved from one point to the other.
    case translation
  }

  /// K of one kind of points about themselves.
  ///
  /// - Parameters:
  ///   - points: Inside the window, at least two.
  ///   - radii: Ascending, the last at most half of the window's shorter side.
  ///   - window: Where points could be seen.
  ///   - correction: Of the window's edge.
  /// - Returns: For each radius an area.
  /// - Complexity: O(pairs closer than the last radius).
  public static func corrected(
    of points: [PlanePoint], radii: [Double], in window: PlaneRectangle,
    by correction: EdgeCorrection = .isotropic
  ) -> [Double] {
    let sums = sums(
      from: points, to: points, radii: radii, window: window, correction, isOneKind: true)
    return sums.map { $0 * window.area / (Double(points.count) * Double(points.count - 1)) }
  }

  /// K of points of another kind about those of one.
  ///
  /// - Parameters:
  ///   - others: Inside the window, such as incidents.
  ///   - points: Inside the window, such as licensed premises.
  ///   - radii: As of `corrected(of:radii:in:by:)`.
  ///   - window: Where points could be seen.
  ///   - correction: Of the window's edge.
  /// - Returns: For each radius an area.
  public static func corrected(
    of others: [PlanePoint], around points: [PlanePoint], radii: [Double],
    in window: PlaneRectangle, by correction: EdgeCorrection = .isotropic
  ) -> [Double] {
    let sums = sums(
      from: points, to: others, radii: radii, window: window, correction, isOneKind: false)
    return sums.map { $0 * window.area / (Double(points.count) * Double(others.count)) }
  }

  /// K of one kind of points, of those only whose circles lie wholly inside.
  ///
  /// - Parameters:
  ///   - points: Inside the window.
  ///   - radii: Ascending.
  ///   - window: Where points could be seen.
  /// - Returns: For each radius an area; `nil` where no circle lies inside.
  public static func border(
    of points: [PlanePoint], radii: [Double], in window: PlaneRectangle
  ) -> [Double?] {
    border(of: points, around: points, besidesThemselves: 1, radii, window)
  }

  /// K of points of another kind about those of one whose circles lie wholly inside.
  ///
  /// - Parameters:
  ///   - others: Inside the window.
  ///   - points: Inside the window.
  ///   - radii: Ascending.
  ///   - window: Where points could be seen.
  /// - Returns: For each radius an area; `nil` where no circle lies inside.
  public static func border(
    of others: [PlanePoint], around points: [PlanePoint], radii: [Double], in window: PlaneRectangle
  ) -> [Double?] {
    border(of: others, around: points, besidesThemselves: 0, radii, window)
  }

  private static func border(
    of others: [PlanePoint], around points: [PlanePoint], besidesThemselves own: Int,
    _ radii: [Double], _ window: PlaneRectangle
  ) -> [Double?] {
    let index = PointIndex(others, width: max(radii.last ?? 1, .leastNormalMagnitude))
    return radii.map { radius in
      let inner = points.filter { window.inset(of: $0) > radius }
      guard !inner.isEmpty else { return nil }
      var pairs = 0
      for point in inner { index.forEach(within: radius, of: point) { _, _ in pairs += 1 } }
      let density = Double(others.count) / window.area
      return Double(pairs - own * inner.count) / (density * Double(inner.count))
    }
  }

  /// For each radius, the pairs at most so far apart, each weighted for the edge.
  private static func sums(
    from points: [PlanePoint], to others: [PlanePoint], radii: [Double], window: PlaneRectangle,
    _ correction: EdgeCorrection, isOneKind: Bool
  ) -> [Double] {
    let reach = radii.last ?? 0
    let index = PointIndex(others, width: max(reach, .leastNormalMagnitude))
    var steps = [Double](repeating: 0, count: radii.count)
    for (place, point) in points.enumerated() {
      index.forEach(within: reach, of: point) { other, squared in
        guard !isOneKind || other != place else { return }
        let step = radii.firstIndex(notBelow: squared.squareRoot())
        guard step < radii.count else { return }
        steps[step] += window.weight(of: others[other], seenFrom: point, correction)
      }
    }
    var sum = 0.0
    return steps.map { step in
      sum += step
      return sum
    }
  }
}

extension PlaneRectangle {
  /// For how many pairs one counts of which others may lie beyond the edge; at least 1.
  fileprivate func weight(
    of other: PlanePoint, seenFrom point: PlanePoint, _ correction: CrossPairs.EdgeCorrection
  ) -> Double {
    switch correction {
    case .isotropic:
      let distance = point.squaredDistance(to: other).squareRoot()
      return distance <= inset(of: point) ? 1 : 1 / shareOfCircle(radius: distance, about: point)
    case .translation:
      let (width, height) = (upper.x - lower.x, upper.y - lower.y)
      return area / ((width - abs(other.x - point.x)) * (height - abs(other.y - point.y)))
    }
  }
}

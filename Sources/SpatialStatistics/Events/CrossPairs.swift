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
///   3.0-6 `Kest` and `Kcross` with isotropic and border corrections.
public enum CrossPairs {
  /// K of one kind of points about themselves, the edge corrected by how much of each circle lies inside.
  ///
  /// - Parameters:
  ///   - points: Inside the window, at least two.
  ///   - radii: Ascending, the last at most half of the window's shorter side.
  ///   - window: Where points could be seen.
  /// - Returns: For each radius an area.
  /// - Complexity: O(pairs closer than the last radius).
  public static func isotropic(
    of points: [PlanePoint], radii: [Double], in window: PlaneRectangle
  ) -> [Double] {
    let sums = sums(from: points, to: points, radii: radii, window: window, isOneKind: true)
    return sums.map { $0 * window.area / (Double(points.count) * Double(points.count - 1)) }
  }

  /// K of points of another kind about those of one.
  ///
  /// - Parameters:
  ///   - others: Inside the window, such as incidents.
  ///   - points: Inside the window, such as licensed premises.
  ///   - radii: As of `isotropic(of:radii:in:)`.
  ///   - window: Where points could be seen.
  /// - Returns: For each radius an area.
  public static func isotropic(
    of others: [PlanePoint], around points: [PlanePoint], radii: [Double],
    in window: PlaneRectangle
  ) -> [Double] {
    let sums = sums(from: points, to: others, radii: radii, window: window, isOneKind: false)
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
    let index = PointIndex(points, width: max(radii.last ?? 1, .leastNormalMagnitude))
    return radii.map { radius in
      let inner = points.filter { window.inset(of: $0) > radius }
      guard !inner.isEmpty else { return nil }
      var pairs = 0
      for point in inner { index.forEach(within: radius, of: point) { _, _ in pairs += 1 } }
      let density = Double(points.count) / window.area
      return Double(pairs - inner.count) / (density * Double(inner.count))
    }
  }

  /// For each radius, the pairs at most so far apart, each weighted by the inverse share of its circle.
  private static func sums(
    from points: [PlanePoint], to others: [PlanePoint], radii: [Double], window: PlaneRectangle,
    isOneKind: Bool
  ) -> [Double] {
    let reach = radii.last ?? 0
    let index = PointIndex(others, width: max(reach, .leastNormalMagnitude))
    var steps = [Double](repeating: 0, count: radii.count)
    for (place, point) in points.enumerated() {
      let inset = window.inset(of: point)
      index.forEach(within: reach, of: point) { other, squared in
        guard !isOneKind || other != place else { return }
        let distance = squared.squareRoot()
        let step = radii.firstIndex(notBelow: distance)
        guard step < radii.count else { return }
        steps[step] +=
          distance <= inset ? 1 : 1 / window.shareOfCircle(radius: distance, about: point)
      }
    }
    var sum = 0.0
    return steps.map { step in
      sum += step
      return sum
    }
  }
}

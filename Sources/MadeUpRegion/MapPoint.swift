/// A place in millionths of a degree: the six decimals of the police files, without rounding.
struct MapPoint: Hashable {
  var longitude: Int
  var latitude: Int

  /// A number of millionths with six decimals, such as `-0.812345`.
  static func decimals(_ millionths: Int) -> String {
    let size = abs(millionths)
    let fraction = String(size % 1_000_000)
    let zeros = String(repeating: "0", count: 6 - fraction.count)
    return "\(millionths < 0 ? "-" : "")\(size / 1_000_000).\(zeros)\(fraction)"
  }

  var longitudeText: String { Self.decimals(longitude) }
  var latitudeText: String { Self.decimals(latitude) }
}

/// A closed ring of places; the last is not a repetition of the first.
struct Ring: Hashable {
  let points: [MapPoint]

  /// Whether a place lies inside, not on the edge. Exact: all numbers are whole.
  func holds(_ place: MapPoint) -> Bool {
    var isInside = false
    var start = points[points.count - 1]
    for end in points {
      let cross =
        (end.longitude - start.longitude) * (place.latitude - start.latitude)
        - (place.longitude - start.longitude) * (end.latitude - start.latitude)
      if cross == 0, Self.spans(start, end, place) { return false }
      if (start.latitude > place.latitude) != (end.latitude > place.latitude),
        (cross > 0) == (end.latitude > start.latitude)
      {
        isInside.toggle()
      }
      start = end
    }
    return isInside
  }

  private static func spans(_ start: MapPoint, _ end: MapPoint, _ place: MapPoint) -> Bool {
    place.longitude >= min(start.longitude, end.longitude)
      && place.longitude <= max(start.longitude, end.longitude)
      && place.latitude >= min(start.latitude, end.latitude)
      && place.latitude <= max(start.latitude, end.latitude)
  }

  /// A place near the middle: the mean of the corners.
  var middle: MapPoint {
    MapPoint(
      longitude: points.reduce(0) { $0 + $1.longitude } / points.count,
      latitude: points.reduce(0) { $0 + $1.latitude } / points.count)
  }

  /// A place drawn from the inside; the middle if none is found, which no shape here comes to.
  func place(_ draws: inout SeededDraws) -> MapPoint {
    let longitudes = points.map(\.longitude)
    let latitudes = points.map(\.latitude)
    guard let west = longitudes.min(), let east = longitudes.max(), let south = latitudes.min(),
      let north = latitudes.max()
    else { return middle }
    for _ in 0..<1_000 {
      let place = MapPoint(
        longitude: west + draws.below(east - west + 1),
        latitude: south + draws.below(north - south + 1))
      if holds(place) { return place }
    }
    return middle
  }
}

/// Distinct places with how many points lie on each, in an order that does not depend on the points'.
struct PointWeights: Sequence {
  private let places: [(PlanePoint, Double)]

  /// - Complexity: O(points + places · log places) if many points lie on one another, as snapped ones do, else
  ///   O(points · log points).
  init(_ points: [PlanePoint]) {
    places = Self.areMostlyRepeated(points) ? Self.counted(points) : Self.sorted(points)
  }

  func makeIterator() -> IndexingIterator<[(PlanePoint, Double)]> { places.makeIterator() }

  /// Whether in a sample, spread evenly over all, at least half lie where another one does.
  private static func areMostlyRepeated(_ points: [PlanePoint]) -> Bool {
    guard points.count >= 4_096 else { return false }
    // Of snapped points a sample alone shows few repeats: as many as all points have for each place.
    let size = Swift.min(points.count, 65_536)
    let step = points.count / size
    var seen = PlaceCounts()
    for index in 0..<size { seen.add(points[index * step]) }
    return seen.count * 4 <= size * 3
  }

  private static func counted(_ points: [PlanePoint]) -> [(PlanePoint, Double)] {
    var counts = PlaceCounts()
    for point in points { counts.add(point) }
    return counts.places.sorted { ($0.0.y, $0.0.x) < ($1.0.y, $1.0.x) }
  }

  private static func sorted(_ points: [PlanePoint]) -> [(PlanePoint, Double)] {
    let sorted = points.sorted { ($0.y, $0.x) < ($1.y, $1.x) }
    var places: [(PlanePoint, Double)] = []
    for point in sorted {
      if places.last?.0 == point {
        places[places.count - 1].1 += 1
      } else {
        places.append((point, 1))
      }
    }
    return places
  }
}

/// Counts points by place: a table with open addresses, which holds nothing but coordinates and counts.
private struct PlaceCounts {
  private(set) var places: [(PlanePoint, Double)] = []
  private var slots = [Int32](repeating: -1, count: 1_024)

  var count: Int { places.count }

  mutating func add(_ point: PlanePoint) {
    var slot = Self.mix(point) & (slots.count - 1)
    while slots[slot] >= 0 {
      let place = Int(slots[slot])
      if places[place].0 == point {
        places[place].1 += 1
        return
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(places.count)
    places.append((point, 1))
    if places.count * 2 > slots.count { grow() }
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for (place, entry) in places.enumerated() {
      var slot = Self.mix(entry.0) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(place)
    }
  }

  /// Adding 0 makes the two zeros one, as they are equal.
  private static func mix(_ point: PlanePoint) -> Int {
    var bits = (point.x + 0).bitPattern &* 0x9E37_79B9_7F4A_7C15
    bits ^= (point.y + 0).bitPattern &* 0xC2B2_AE3D_27D4_EB4F
    bits ^= bits >> 29
    bits = bits &* 0xBF58_476D_1CE4_E5B9
    return Int(truncatingIfNeeded: bits >> 32)
  }
}

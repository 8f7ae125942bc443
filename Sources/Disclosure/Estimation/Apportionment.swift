/// Divides a whole number into whole parts that are near given values.
enum Apportionment {
  /// The parts: each 0 or more, together `total`, in the order of `values`.
  ///
  /// The values are projected on {x ≥ 0, Σx = total}, then rounded by largest remainder; of equal
  /// remainders the earlier part gets the unit.
  static func divide(_ total: Int, by values: [Double]) -> [Int] {
    guard !values.isEmpty else { return [] }
    let exact = project(values, sum: Double(total))
    var parts = exact.map { Int($0.rounded(.down)) }
    let missing = total - parts.reduce(0, +)
    guard missing != 0 else { return parts }
    let order = exact.indices.sorted { left, right in
      let (first, second) = (exact[left] - Double(parts[left]), exact[right] - Double(parts[right]))
      return first == second ? left < right : first > second
    }
    // Rounding of the projection itself can leave a unit more or less than there are parts.
    let step = missing > 0 ? 1 : -1
    var left = abs(missing)
    for place in (step > 0 ? order : order.reversed()) + order where left > 0 {
      guard parts[place] + step >= 0 else { continue }
      parts[place] += step
      left -= 1
    }
    return parts
  }

  /// The nearest point of {x ≥ 0, Σx = sum}.
  ///
  /// Source: Duchi et al., "Efficient projections onto the l1-ball" (2008), figure 1.
  static func project(_ values: [Double], sum: Double) -> [Double] {
    var running = 0.0
    var shift = 0.0
    for (index, value) in values.sorted(by: >).enumerated() {
      running += value
      let candidate = (running - sum) / Double(index + 1)
      // On a tie the remaining parts are 0 either way.
      if value - candidate > 0 || index == 0 { shift = candidate } else { break }
    }
    return values.map { max(0, $0 - shift) }
  }
}

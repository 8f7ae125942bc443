/// Which counts a reader may see, and how exactly.
///
/// A small number in a small place is next to a record, so those without a right to records see no
/// number below 5. In a part of the partnership that alone is no protection: the same place over
/// one month more or one category fewer gives the hidden number by subtraction. There every other
/// number is rounded to the nearest 5, and all that is reckoned from numbers is reckoned from the
/// rounded ones, so that a page holds nothing exact.
public struct SmallNumbers: Hashable, Sendable {
  /// The smallest number that everybody may see.
  public static let smallest = 5
  /// What numbers are rounded to in a part of the partnership.
  public static let unit = 5

  private let hidesSmall: Bool
  private let rounds: Bool

  /// - Parameters:
  ///   - mayReadRecords: Whether the reader has a right to crime records; then all is exact.
  ///   - isPart: Whether the place is smaller than the partnership.
  public init(mayReadRecords: Bool, isPart: Bool) {
    hidesSmall = !mayReadRecords
    rounds = !mayReadRecords && isPart
  }

  /// What numbers are rounded to; `nil` if they are exact.
  public var rounding: Int? { rounds ? Self.unit : nil }

  public func isHidden(_ count: Int) -> Bool { hidesSmall && count < Self.smallest }

  /// The count as the reader may see it; `nil` if it is too small.
  public func shown(_ count: Int) -> Int? { isHidden(count) ? nil : reckoned(count) }

  /// The count to reckon rates, ranges and verdicts from.
  ///
  /// Where numbers are rounded, all that are too small count as the middle of what they may be.
  public func reckoned(_ count: Int) -> Int {
    guard rounds else { return count }
    guard !isHidden(count) else { return (Self.smallest - 1) / 2 }
    return (count + Self.unit / 2) / Self.unit * Self.unit
  }

  /// A usual range with its ends rounded outwards, so that what is about usual is within it.
  public func shown(_ range: CountRange) -> CountRange {
    guard rounds else { return range }
    return CountRange(
      lower: range.lower / Self.unit * Self.unit,
      upper: (range.upper + Self.unit - 1) / Self.unit * Self.unit)
  }

  /// Rows whose counts are as shown, the largest first, those without a count last and by name.
  ///
  /// A single one without would be what the others leave of the total, so a second goes with it.
  public func sorted(_ rows: [AreaRow]) -> [AreaRow] {
    let sorted = rows.sorted { (-($0.count ?? 0), $0.name) < (-($1.count ?? 0), $1.name) }
    var hidden = sorted.filter { $0.count == nil }.count
    if hidden == 1 { hidden = min(2, sorted.count) }
    let concealed = sorted.suffix(hidden).sorted { $0.name < $1.name }.map {
      AreaRow(code: $0.code, name: $0.name, count: nil, rate: nil)
    }
    return sorted.dropLast(hidden) + concealed
  }
}

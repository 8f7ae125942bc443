/// Where two histories of one log part: somewhere after a place that both have alike, and at or before
/// one where they differ.
public struct ForkPlace: Hashable, Sendable, Codable {
  /// Up to here both are the same.
  public private(set) var common: UInt64
  /// Here they differ.
  public private(set) var parted: UInt64

  /// - Parameters:
  ///   - common: A place up to which they are known to be the same; 0 for none.
  ///   - parted: A place where they are known to differ; the greatest number for none.
  public init(common: UInt64 = 0, parted: UInt64 = .max) {
    (self.common, self.parted) = (common, parted)
  }

  /// Whether the first place that differs is known.
  public var isExact: Bool { parted <= common + 1 }

  /// The place to compare next; `nil` if it would tell nothing new.
  public var middle: UInt64? {
    parted < .max && !isExact ? common + (parted - common) / 2 : nil
  }

  /// Takes in what a comparison told. Histories that differ at one place differ at all later ones.
  public mutating func note(_ counter: UInt64, isSame: Bool) {
    if isSame { common = max(common, counter) } else { parted = min(parted, counter) }
  }

  /// What this and another say together.
  public func merged(with other: ForkPlace) -> ForkPlace {
    ForkPlace(common: max(common, other.common), parted: min(parted, other.parted))
  }
}

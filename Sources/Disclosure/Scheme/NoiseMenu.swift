/// How sensitive a source of records is; it decides how fine and how noisy its figures are.
public enum SensitivityTier: String, Sendable, Hashable, Codable, CaseIterable {
  /// Records such as those of the public street files.
  case standard
  /// Sexual offences, domestic abuse, hate crime, health sources.
  case sensitive
}

/// Which queries each slot measures, and with how much noise.
enum NoiseMenu {
  /// A query with its variance.
  typealias Item = (query: ReleaseQuery, variance: NoiseVariance)

  /// The queries of a slot in the order in which a payload holds them.
  ///
  /// The sensitive tier has four times the variance at the finest table, and not even that in the
  /// provisional slot.
  static func items(slot: ReleaseSlot, tier: SensitivityTier) -> [Item] {
    zip(ReleaseQuery.allCases, variances(of: slot)).compactMap { query, variance -> Item? in
      guard tier == .sensitive, query == .zoneByCategory else {
        return (query, NoiseVariance(numerator: variance))
      }
      return slot == .provisional ? nil : (query, NoiseVariance(numerator: 4 * variance))
    }
  }

  /// σ² of q1 to q5.
  private static func variances(of slot: ReleaseSlot) -> [Int64] {
    switch slot {
    case .provisional: [3, 10, 8, 16, 32]
    case .revised: [8, 25, 16, 32, 64]
    case .final: [4, 16, 10, 20, 40]
    }
  }
}

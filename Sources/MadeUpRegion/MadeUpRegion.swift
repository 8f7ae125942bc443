public import PartnershipRecords

/// The fictitious region "Tarn & Coast": twelve partnerships, three police forces, and files in the
/// formats in which the real ones are published.
///
/// The same seed, months and scale give the same bytes on every machine. Names, codes and places
/// are invented; the region lies on a plane in the North Sea. Districts have the codes E06000901
/// to E06000912, small areas E01900001 on, middle areas E02900001 on.
public struct MadeUpRegion: Sendable {
  /// The region's name.
  public static let name = "Tarn & Coast"
  /// April 2020 to March 2022.
  public static let defaultMonths = Month(index: 2020 * 12 + 3)...Month(index: 2022 * 12 + 2)
  public static let defaultSeed: UInt64 = 20_261_123

  /// The number that everything drawn depends on.
  public let seed: UInt64
  /// The months of the police files.
  public let months: ClosedRange<Month>
  /// How many crimes there are, against about 8,300 a month in the whole region.
  public let scale: Double

  /// Describes a region; nothing is computed yet.
  ///
  /// - Parameters:
  ///   - seed: Any number.
  ///   - months: The months of the police files; 24 give about 200,000 street rows.
  ///   - scale: From 0, no crimes, to about 10; numbers outside count as the nearer end.
  public init(
    seed: UInt64 = MadeUpRegion.defaultSeed,
    months: ClosedRange<Month> = MadeUpRegion.defaultMonths, scale: Double = 1
  ) {
    self.seed = seed
    self.months = months
    self.scale = scale.isFinite ? min(max(scale, 0), 10) : 1
  }

  /// The files, each made when it is asked for: boundaries, look-ups, population, premises, then the
  /// police files month by month.
  public var files: GeneratedFiles { GeneratedFiles(region: self) }

  /// The twelve partnerships with their forces, in order of district code.
  public var policedPartnerships: [PolicedPartnership] {
    RegionPlan.districts.enumerated().compactMap { number, plan in
      guard let district = AreaCode(RegionPlan.districtCode(number)),
        let partnership = Partnership(
          name: plan.name, reference: plan.reference, districts: [district])
      else { return nil }
      return PolicedPartnership(partnership: partnership, force: plan.force)
    }
  }

  /// The twelve partnerships, in order of district code.
  public var partnerships: [Partnership] { policedPartnerships.map(\.partnership) }
}

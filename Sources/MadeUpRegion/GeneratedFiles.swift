/// The files of a made-up region, made one group at a time.
///
/// At most one month's files of one force are held, about a megabyte at scale 1.
public struct GeneratedFiles: Sequence, Sendable {
  let region: MadeUpRegion

  public func makeIterator() -> Iterator { Iterator(region) }

  /// Makes the files in their order.
  public struct Iterator: IteratorProtocol {
    private let map: RegionMap
    private let reference: ReferenceFiles
    private let premises: PremisesFiles
    private let rates: CrimeRates
    private let region: MadeUpRegion
    /// Which group is made next: twelve districts' boundaries, the look-ups, twelve districts'
    /// premises, then months and forces.
    private var step = 0
    private var police: [PoliceFiles] = []
    private var ready: [GeneratedFile] = []

    init(_ region: MadeUpRegion) {
      map = RegionMap(seed: region.seed)
      reference = ReferenceFiles(map: map)
      premises = PremisesFiles(seed: region.seed, map: map)
      rates = CrimeRates(region, map)
      self.region = region
    }

    /// The next file; `nil` after the last.
    public mutating func next() -> GeneratedFile? {
      while ready.isEmpty {
        guard let group = group(step) else { return nil }
        ready = group.reversed()
        step += 1
      }
      return ready.popLast()
    }

    private mutating func group(_ step: Int) -> [GeneratedFile]? {
      let districts = RegionPlan.districts.count
      if step < districts { return reference.boundaries(of: step) }
      if step == districts {
        return [
          reference.districtLookup, reference.middleAreaLookup, reference.censusLookup,
          reference.partnershipLookup, reference.population,
        ]
      }
      if step <= 2 * districts { return [premises.file(of: step - districts - 1)] }
      let policeStep = step - 2 * districts - 1
      let forces = RegionPlan.forces.count
      guard policeStep < region.months.count * forces else { return nil }
      if police.isEmpty {
        police = RegionPlan.forces.map { PoliceFiles(region, map, rates, force: $0) }
      }
      return police[policeStep % forces].nextMonth()
    }
  }
}

import Geography
import PartnershipRecords

@testable import Disclosure

/// A small generator with a seed, for tests only.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// A made-up partnership whose releases the tests draw.
struct Fixture {
  let scheme: DisclosureScheme
  let period = Month(index: 2026 * 12 + 4)
  /// 2 June 2026, when the provisional slot of May is open.
  static let inJune: Int64 = 1_780_358_400
  /// 2 August 2026.
  static let inAugust: Int64 = inJune + 61 * 86_400
  /// 2 May 2027.
  static let inMayNextYear: Int64 = inJune + 334 * 86_400

  /// A scheme of `zones` zones, `zonesInMiddle` to a middle area and `middlesInDistrict` of these
  /// to a district.
  init(
    zones: Int, zonesInMiddle: Int = 4, middlesInDistrict: Int = 5,
    tier: SensitivityTier = .standard
  ) throws {
    let rows = (0..<zones).map { zone in
      let middle = zone / zonesInMiddle
      return BaseZone(
        zone: Self.area("E01", zone), middle: Self.area("E02", middle),
        district: Self.area("E08", middle / middlesInDistrict))
    }
    scheme = DisclosureScheme(zones: try BaseZones(rows), tier: tier)
  }

  static func area(_ entity: String, _ number: Int) -> AreaCode {
    let digits = String(number)
    let text = entity + String(repeating: "0", count: 6 - digits.count) + digits
    guard let code = AreaCode(text) else { preconditionFailure("\(text) is not a code") }
    return code
  }

  static func actor(_ handle: String, _ role: Role) -> Actor {
    guard let actor = Actor(handle: handle, role: role) else {
      preconditionFailure("\(handle) is not a handle")
    }
    return actor
  }

  static let analyst = actor("analyst-1", .analyst)
  static let officer = actor("officer-1", .liaisonOfficer)
  static let node = actor("node", .nodeAdministrator)

  var emptyLedger: LedgerState { LedgerState(knownSchemes: [scheme.hash]) }

  var partnership: AreaCode { scheme.districts[0] }

  func terms() throws -> ReleaseTerms {
    try ReleaseTerms(partnership: partnership, code: "1.0.0", policy: "P-7", isComplete: true)
  }

  /// Small counts, mostly 0, as months of zones by category are.
  func truth(seed: UInt64 = 7) -> [Int32] {
    var generator = SplitMix64(seed: seed)
    return (0..<scheme.cellCount(.zoneByCategory)).map { _ in
      let roll = Int32.random(in: 0..<100, using: &generator)
      return roll < 70 ? 0 : roll < 95 ? roll - 69 : Int32.random(in: 5..<60, using: &generator)
    }
  }

  func counts(_ truth: [Int32]? = nil) throws -> CountTable {
    try CountTable(counts: truth ?? self.truth(), scheme: scheme, period: period)
  }

  func time(of slot: ReleaseSlot) -> Int64 {
    switch slot {
    case .provisional: Self.inJune
    case .revised: Self.inAugust
    case .final: Self.inMayNextYear
    }
  }

  func measure(
    _ slot: ReleaseSlot = .provisional, truth: [Int32]? = nil, ledger: LedgerState? = nil,
    at time: Int64? = nil, seed: UInt64 = 1
  ) throws -> DrawnMeasurement {
    var noise = NoiseSource.seeded(SplitMix64(seed: seed))
    return try Gate.measure(
      counts(truth), scheme: scheme, slot: slot, ledger: ledger ?? emptyLedger, terms: terms(),
      at: time ?? self.time(of: slot), noise: &noise)
  }

  func verified(_ measurement: DrawnMeasurement) throws -> VerifiedRelease {
    try VerifiedRelease(
      manifest: measurement.manifest.bytes, payload: measurement.payload, scheme: scheme,
      partnership: partnership)
  }
}

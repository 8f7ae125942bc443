import Geography
import PartnershipRecords
import Testing

@testable import Disclosure

@Suite("Scheme")
struct SchemeTests {
  @Test(
    "costs exactly what the menu says",
    arguments: [
      (ReleaseSlot.provisional, SensitivityTier.standard, "313/960"),
      (.revised, .standard, "439/3200"),
      (.final, .standard, "39/160"), (.provisional, .sensitive, "51/320"),
      (.revised, .sensitive, "289/3200"), (.final, .sensitive, "3/20"),
    ])
  func cost(slot: ReleaseSlot, tier: SensitivityTier, expected: String) throws {
    let scheme = try Fixture(zones: 4, tier: tier).scheme
    #expect(try scheme.rho(of: slot).description == expected)
  }

  @Test("spends less than its cap over the three slots")
  func withinCap() throws {
    let scheme = try Fixture(zones: 4).scheme
    var sum = Rational.zero
    for slot in ReleaseSlot.allCases { sum = try sum.adding(scheme.rho(of: slot)) }
    #expect(sum.description == "6787/9600")
    #expect(sum < .one)
  }

  @Test("has every combination as a cell, in the queries' order")
  func cells() throws {
    let scheme = try Fixture(zones: 43).scheme
    #expect(scheme.middleAreas.count == 11)
    #expect(scheme.districts.count == 3)
    #expect(
      scheme.queries(of: .provisional).map { scheme.cellCount($0.query) }
        == [43 * 14, 43, 11 * 14, 3 * 14, 3])
    #expect(scheme.cellCount(of: .provisional) == 602 + 43 + 154 + 42 + 3)
  }

  @Test("leaves zones by category out of the sensitive tier's provisional slot")
  func sensitiveTier() throws {
    let scheme = try Fixture(zones: 4, tier: .sensitive).scheme
    #expect(scheme.queries(of: .provisional).map { $0.query.rawValue } == ["q2", "q3", "q4", "q5"])
    #expect(scheme.queries(of: .final)[0].variance.description == "16/1")
  }

  @Test("has a hash of its zones, nesting, tier and menu, the same on every machine")
  func hash() throws {
    let scheme = try Fixture(zones: 4).scheme
    let text = String(
      decoding: DisclosureScheme.encoding(zones: scheme.zones, tier: .standard).bytes,
      as: UTF8.self)
    #expect(text.hasPrefix(#"{"categories":["anti-social-behaviour","bicycle-theft","#))
    #expect(
      text.hasSuffix(
        #""R":[["q1","8/1"],["q2","25/1"],["q3","16/1"],["q4","32/1"],["q5","64/1"]]},"#
          + #""tier":"standard","version":"2026.1","zones":["#
          + (0..<4).map { #"["E0100000\#($0)","E02000000","E08000000"]"# }.joined(separator: ",")
          + "]}"))
    #expect(scheme.hash.isHash)
    let others = [
      try Fixture(zones: 5).scheme, try Fixture(zones: 4, zonesInMiddle: 2).scheme,
      try Fixture(zones: 4, tier: .sensitive).scheme,
    ]
    #expect(Set(others.map(\.hash) + [scheme.hash]).count == 4)
  }

  @Test(
    "opens its slots on the first of the month after 1, 3 and 12 months",
    arguments: [
      (ReleaseSlot.provisional, "2026-06"), (.revised, "2026-08"), (.final, "2027-05"),
    ])
  func opening(slot: ReleaseSlot, month: String) throws {
    #expect(slot.opening(of: try Fixture(zones: 1).period).description == month)
  }

  @Test(
    "knows the month of a moment",
    arguments: [
      (Int64(0), "1970-01"), (951_782_399, "2000-02"), (951_868_799, "2000-02"),
      (951_868_800, "2000-03"), (1_780_271_999, "2026-05"), (1_780_272_000, "2026-06"),
      (-1, "1969-12"), (4_102_444_800, "2100-01"), (4_107_542_400, "2100-03"),
    ])
  func monthOfMoment(second: Int64, month: String) {
    #expect(Month(holdingSecond: second).description == month)
  }
}

import Foundation
import PartnershipRecords
import Testing

@testable import Disclosure

@Suite("Release")
struct ReleaseTests {
  @Test("has a manifest that is the same text on every machine")
  func manifest() throws {
    let fixture = try Fixture(zones: 3)
    let manifest = try fixture.measure().manifest
    let text = String(decoding: manifest.bytes, as: UTF8.self)
    let expected =
      #"{"code":"1.0.0","coverage":{"complete":true,"sources":["police"]},"delta":"1e-6","#
      + #""epsSlot":"4.58","invariants":[],"mechanism":"discreteGaussian","#
      + #""neighbour":"add-remove-one-record-all-versions","node":"E08000000","#
      + #""payloadSHA256":"\#(manifest.payloadHash)","period":"2026-05","policy":"P-7","#
      + #""prevRelease":null,"profile":"N","quality":{"halfWidth95":{"q1":"3.4","q2":"6.2","#
      + #""q3":"5.6","q4":"7.9","q5":"11.1"}},"queries":["#
      + #"{"cells":42,"id":"q1","rho":"1/6","sigma2":"3/1"},"#
      + #"{"cells":3,"id":"q2","rho":"1/20","sigma2":"10/1"},"#
      + #"{"cells":14,"id":"q3","rho":"1/16","sigma2":"8/1"},"#
      + #"{"cells":14,"id":"q4","rho":"1/32","sigma2":"16/1"},"#
      + #"{"cells":1,"id":"q5","rho":"1/64","sigma2":"32/1"}],"#
      + #""rhoCap":"1","rhoPeriodTotal":"313/960","rhoSlot":"313/960","#
      + #""schema":"iscan-release/1","scheme":"2026.1","schemeHash":"\#(fixture.scheme.hash)","#
      + #""slot":"P","threshold":null,"tier":"standard","unit":"incident","version":1,"#
      + #""zeroPolicy":"measured"}"#
    #expect(text == expected)
  }

  @Test("names the release drawn before it")
  func previous() throws {
    let fixture = try Fixture(zones: 3)
    let first = try fixture.measure()
    var ledger = fixture.emptyLedger
    try ledger.append(ledger.entry(drawing: first, by: Fixture.analyst, at: Fixture.inJune))
    let second = try fixture.measure(.revised, ledger: ledger)
    #expect(second.manifest.previousRelease == first.manifest.hash)
    #expect(try fixture.verified(second).manifest == second.manifest)
  }

  @Test("comes out of the hub's reading as it went in")
  func roundTrip() throws {
    let fixture = try Fixture(zones: 9)
    let measurement = try fixture.measure()
    let release = try fixture.verified(measurement)
    #expect(release.manifest == measurement.manifest)
    let joined = ReleaseQuery.allCases.flatMap { release.values(of: $0) }
    #expect(ReleasePayload.bytes(joined) == measurement.payload)
    #expect(joined.contains { $0 < 0 })
  }

  @Test("is refused with any changed byte of the manifest")
  func changedManifest() throws {
    let fixture = try Fixture(zones: 3)
    let measurement = try fixture.measure()
    let free = ["code", "policy", "period", "rhoPeriodTotal", "rhoCap", "complete"]
    let bytes = measurement.manifest.bytes
    for place in bytes.indices {
      var altered = bytes
      altered[place] ^= 1
      let accepted = try? VerifiedRelease(
        manifest: altered, payload: measurement.payload, scheme: fixture.scheme,
        partnership: fixture.partnership)
      // What passes says something else about a free field; the signature over it would not pass.
      guard let accepted else { continue }
      #expect(accepted.manifest != measurement.manifest)
      let before = String(decoding: bytes[..<place], as: UTF8.self)
      let key = before.split(separator: "\"").last { free.contains(String($0)) }
      #expect(key != nil, "byte \(place) is free")
    }
  }

  @Test(
    "is refused with a field more, a field less, or other writing",
    arguments: [
      (#""profile":"N""#, #""profile":"T""#), (#""sigma2":"3/1""#, #""sigma2":"4/1""#),
      (#"{"code""#, #"{"buildPath":"x","code""#), (#""delta":"1e-6","#, ""),
      (#""version":1"#, #""version": 1"#), (#""cells":42"#, #""cells":41"#),
      (#""rhoPeriodTotal":"313/960""#, #""rhoPeriodTotal":"1/960""#),
      (#""rhoPeriodTotal":"313/960""#, #""rhoPeriodTotal":"2""#),
      (#"["police"]"#, #"["police","fire"]"#), (#"["police"]"#, #"["Police"]"#),
      (#"["police"]"#, "[]"), (#""slot":"P""#, #""slot":"R""#),
      (#""prevRelease":null"#, #""prevRelease":"x""#),
    ])
  func otherManifest(found: String, replacement: String) throws {
    let fixture = try Fixture(zones: 3)
    let measurement = try fixture.measure()
    let text = String(decoding: measurement.manifest.bytes, as: UTF8.self)
    let altered = text.replacingOccurrences(of: found, with: replacement)
    #expect(altered != text)
    #expect(throws: DisclosureError.self) {
      try VerifiedRelease(
        manifest: Array(altered.utf8), payload: measurement.payload, scheme: fixture.scheme,
        partnership: fixture.partnership)
    }
  }

  @Test("is refused with another payload, another scheme or another partnership")
  func otherPayload() throws {
    let fixture = try Fixture(zones: 3)
    let measurement = try fixture.measure()
    let manifest = measurement.manifest.bytes
    let expected = measurement.payload.count
    func read(
      _ payload: [UInt8], _ scheme: DisclosureScheme, _ partnership: AreaCode
    ) throws -> VerifiedRelease {
      try VerifiedRelease(
        manifest: manifest, payload: payload, scheme: scheme, partnership: partnership)
    }
    #expect(throws: DisclosureError.wrongPayload(found: expected - 1, expected: expected)) {
      try read(measurement.payload.dropLast(), fixture.scheme, fixture.partnership)
    }
    var altered = measurement.payload
    altered[0] ^= 1
    #expect(throws: DisclosureError.payloadHashDiffers) {
      try read(altered, fixture.scheme, fixture.partnership)
    }
    let other = try Fixture(zones: 4).scheme
    #expect(throws: DisclosureError.unknownScheme(hash: fixture.scheme.hash)) {
      try read(measurement.payload, other, fixture.partnership)
    }
    #expect(throws: DisclosureError.invalidManifest(field: "node")) {
      try read(measurement.payload, fixture.scheme, Fixture.area("E08", 7))
    }
  }

  @Test(
    "takes names of code and policy only in plain characters",
    arguments: ["", "a\"b", "ü", "x\n", String(repeating: "x", count: 65)])
  func names(name: String) throws {
    let partnership = try Fixture(zones: 1).partnership
    #expect(throws: DisclosureError.invalidName(name)) {
      try ReleaseTerms(partnership: partnership, code: name, policy: "P", isComplete: true)
    }
  }

  @Test("says every refusal with a code, what was found and what to do")
  func errors() throws {
    let month = try #require(Month("2026-05"))
    #expect(
      DisclosureError.slotNotOpen(
        period: month, slot: .revised, opens: month.advanced(by: 3)
      ).description
        == "release-slot-not-open: The revised release of May 2026 opens on 1 August 2026. "
        + "Wait until that day; check this machine's clock if it has come.")
    #expect(
      DisclosureError.capExceeded(
        period: month, running: try #require(Rational("313/300")), cap: .one
      ).description
        == "release-cap-exceeded: The releases of May 2026 would spend 313/300 of a budget of 1. "
        + "Nothing more can be released about this month.")
    #expect(
      DisclosureError.roleCannot(step: .approved, role: .analyst).description
        == "release-role-not-allowed: A person with the role 'analyst' cannot record 'approved'. "
        + "An analyst builds a release; the data liaison officer approves it.")
  }
}

import Crypto
import Foundation
public import PartnershipRecords

/// A release as the hub accepts it: every byte of the manifest is what its scheme requires, and
/// the payload is the one it names.
public struct VerifiedRelease: Sendable, Hashable {
  public let manifest: ReleaseManifest
  /// All cells, in the payload's order.
  let values: [Int32]

  /// Checks received bytes.
  ///
  /// The few free fields are read, the manifest is written again from them and the scheme, and must
  /// come out byte for byte the same: an unknown, missing, repeated or altered field cannot pass.
  ///
  /// - Parameters:
  ///   - manifest: The manifest's bytes.
  ///   - payload: The payload's bytes.
  ///   - scheme: The scheme that the hub builds for this partnership.
  ///   - partnership: The partnership whose key signed the release.
  /// - Throws: ``DisclosureError`` that names what is wrong.
  public init(
    manifest: [UInt8], payload: [UInt8], scheme: DisclosureScheme, partnership: AreaCode
  ) throws(DisclosureError) {
    let parsed = try ReleaseManifest(bytes: manifest, scheme: scheme)
    guard parsed.terms.partnership == partnership else { throw .invalidManifest(field: "node") }
    let values = try ReleasePayload.values(payload, count: scheme.cellCount(of: parsed.slot))
    guard hexadecimal(SHA256.hash(data: payload)) == parsed.payloadHash else {
      throw .payloadHashDiffers
    }
    self.manifest = parsed
    self.values = values
  }

  /// The measured values of one query, in the scheme's order; empty if the slot does not measure it.
  public func values(of query: ReleaseQuery) -> [Int32] {
    var start = 0
    for item in manifest.queries {
      if item.query == query { return Array(values[start..<(start + item.cells)]) }
      start += item.cells
    }
    return []
  }
}

extension ReleaseManifest {
  /// Reads a manifest that follows a scheme; see ``VerifiedRelease``.
  init(bytes: [UInt8], scheme: DisclosureScheme) throws(DisclosureError) {
    let fields: ManifestFields
    do {
      fields = try JSONDecoder().decode(ManifestFields.self, from: Data(bytes))
    } catch { throw .invalidManifest(field: "the free fields") }
    guard fields.schemeHash == scheme.hash else {
      throw .unknownScheme(hash: fields.schemeHash.filter(\.isHexDigit))
    }
    try fields.check()
    guard let source = RecordSource(fields.coverage.sources.first ?? "") else {
      throw .invalidManifest(field: "coverage")
    }
    let terms = try ReleaseTerms(
      partnership: fields.node, code: fields.code, policy: fields.policy,
      isComplete: fields.coverage.complete)
    guard let spent = Rational(fields.rhoPeriodTotal), let cap = Rational(fields.rhoCap),
      spent <= cap, try scheme.rho(of: fields.slot) <= spent
    else { throw .invalidManifest(field: "rhoPeriodTotal") }
    try self.init(
      scheme: scheme, terms: terms, source: source, period: fields.period, slot: fields.slot,
      spent: spent, cap: cap, payloadHash: fields.payloadSHA256,
      previousRelease: fields.prevRelease)
    guard self.bytes == bytes else { throw .invalidManifest(field: "a field that is not free") }
  }
}

/// The fields of a manifest that do not follow from the scheme and the slot.
private struct ManifestFields: Decodable {
  let node: AreaCode
  let schemeHash: String
  let period: Month
  let slot: ReleaseSlot
  let rhoPeriodTotal: String
  let rhoCap: String
  let code: String
  let policy: String
  let coverage: Coverage
  let payloadSHA256: String
  let prevRelease: String?

  struct Coverage: Decodable {
    let sources: [String]
    let complete: Bool
  }

  func check() throws(DisclosureError) {
    guard payloadSHA256.isHash else { throw .invalidManifest(field: "payloadSHA256") }
    guard prevRelease?.isHash ?? true else { throw .invalidManifest(field: "prevRelease") }
  }
}

extension String {
  /// Whether it is 64 lower-case hexadecimal digits.
  var isHash: Bool {
    utf8.count == 64
      && utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
  }
}

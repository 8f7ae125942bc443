import Crypto
public import PartnershipRecords

/// What is said about a release: its shape, its noise, its cost. Nothing in it depends on the
/// counts but the hash of the payload (and, through the release before, ``previousRelease``).
///
/// The data dictionary is Protocol/Releases.md.
public struct ReleaseManifest: Sendable, Hashable {
  public static let schema = "iscan-release/1"

  public let terms: ReleaseTerms
  public let source: RecordSource
  public let schemeHash: String
  public let tier: SensitivityTier
  public let period: Month
  public let slot: ReleaseSlot
  public let queries: [Query]
  /// What this release costs.
  public let rho: Rational
  /// What all releases about this source and month cost so far, this one included.
  public let rhoPeriodTotal: Rational
  /// What they may cost at most.
  public let rhoCap: Rational
  /// SHA-256 of the payload, in hexadecimal digits.
  public let payloadHash: String
  /// SHA-256 of the manifest that was drawn before this one from the same source, if any.
  public let previousRelease: String?

  /// One query as the manifest states it.
  public struct Query: Sendable, Hashable {
    public let query: ReleaseQuery
    public let variance: NoiseVariance
    public let cells: Int
  }

  init(
    scheme: DisclosureScheme, terms: ReleaseTerms, source: RecordSource, period: Month,
    slot: ReleaseSlot, spent: Rational, cap: Rational, payloadHash: String,
    previousRelease: String?
  ) throws(DisclosureError) {
    self.terms = terms
    self.source = source
    schemeHash = scheme.hash
    tier = scheme.tier
    self.period = period
    self.slot = slot
    queries = scheme.queries(of: slot).map {
      Query(query: $0.query, variance: $0.variance, cells: scheme.cellCount($0.query))
    }
    rho = try scheme.rho(of: slot)
    rhoPeriodTotal = spent
    rhoCap = cap
    self.payloadHash = payloadHash
    self.previousRelease = previousRelease
  }

  /// The release's name, such as `police-2026-05-P`: one for each source, month and slot.
  public var release: String { Self.release(source: source, period: period, slot: slot) }

  static func release(source: RecordSource, period: Month, slot: ReleaseSlot) -> String {
    "\(source)-\(period)-\(slot.rawValue)"
  }

  /// ε of this release alone at δ = 10⁻⁶, rounded up to two decimals.
  public var epsilon: String { PrivacyStatement.epsilon(of: rho) }

  /// The canonical JSON text that is sent.
  public var bytes: [UInt8] { CanonicalValue.object(members).bytes }

  /// SHA-256 of ``bytes``, in hexadecimal digits.
  public var hash: String { hexadecimal(SHA256.hash(data: bytes)) }

  private var members: [String: CanonicalValue] {
    fixedMembers.merging([
      "node": .text(terms.partnership.description), "code": .text(terms.code),
      "policy": .text(terms.policy),
      "coverage": .object([
        "complete": .flag(terms.isComplete), "sources": .array([.text(source.description)]),
      ]),
      "schemeHash": .text(schemeHash), "tier": .text(tier.rawValue),
      "period": .text(period.description), "slot": .text(slot.rawValue),
      "queries": .array(queries.map(\.value)),
      "quality": .object(["halfWidth95": .object(halfWidths)]),
      "rhoSlot": .text(rho.description), "rhoPeriodTotal": .text(rhoPeriodTotal.description),
      "rhoCap": .text(rhoCap.description), "epsSlot": .text(epsilon),
      "payloadSHA256": .text(payloadHash), "prevRelease": .optional(previousRelease),
    ]) { first, _ in first }
  }

  private var fixedMembers: [String: CanonicalValue] {
    [
      "schema": .text(Self.schema), "scheme": .text(DisclosureScheme.version),
      "profile": .text("N"), "version": .integer(1), "unit": .text("incident"),
      "neighbour": .text("add-remove-one-record-all-versions"),
      "mechanism": .text("discreteGaussian"), "delta": .text(PrivacyStatement.delta),
      "threshold": .null, "zeroPolicy": .text("measured"), "invariants": .array([]),
    ]
  }

  private var halfWidths: [String: CanonicalValue] {
    Dictionary(
      uniqueKeysWithValues: queries.map {
        ($0.query.rawValue, .text(PrivacyStatement.halfWidth(of: $0.variance)))
      })
  }
}

extension ReleaseManifest.Query {
  fileprivate var value: CanonicalValue {
    .object([
      "cells": .integer(Int64(cells)), "id": .text(query.rawValue),
      "rho": .text(variance.rho.description), "sigma2": .text(variance.description),
    ])
  }
}

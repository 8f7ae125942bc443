import Crypto
public import PartnershipRecords

/// One line of the release ledger, which is only ever added to.
public struct LedgerEntry: Sendable, Hashable {
  /// From 1, without gaps.
  public let sequence: Int
  /// The hash of the entry before; 64 zeros for the first.
  public let previousHash: String
  /// Seconds since 1970 (UTC).
  public let time: Int64
  public let actor: Actor
  public let release: String
  public let step: ReleaseStep
  /// With ``ReleaseStep/built``, what was drawn; otherwise `nil`.
  public let draw: LedgerDraw?
  /// Why, in the actor's words; it never leaves the node.
  public let reason: String

  /// The hash that the first entry has before it.
  public static let genesis = String(repeating: "0", count: 64)

  /// Canonical JSON text.
  public var bytes: [UInt8] {
    CanonicalValue.object([
      "actor": .object(["handle": .text(actor.handle), "role": .text(actor.role.rawValue)]),
      "draw": draw?.value ?? .null, "prevHash": .text(previousHash), "reason": .text(reason),
      "release": .text(release), "seq": .integer(Int64(sequence)), "step": .text(step.rawValue),
      "time": .integer(time),
    ]).bytes
  }

  /// SHA-256 of the previous hash's 64 digits followed by ``bytes``, in hexadecimal digits.
  public var hash: String {
    var hash = SHA256()
    hash.update(data: Array(previousHash.utf8))
    hash.update(data: bytes)
    return hexadecimal(hash.finalize())
  }
}

/// What a draw cost and what it made.
public struct LedgerDraw: Sendable, Hashable {
  public let schemeHash: String
  public let source: RecordSource
  public let period: Month
  public let slot: ReleaseSlot
  /// The queries with their noise and number of cells.
  public let queries: [ReleaseManifest.Query]
  public let rho: Rational
  /// All that was spent on this source and month, this draw included.
  public let runningRho: Rational
  public let payloadHash: String
  public let manifestHash: String

  /// How many cells were drawn.
  public var cells: Int { queries.reduce(0) { $0 + $1.cells } }

  init(_ manifest: ReleaseManifest) {
    schemeHash = manifest.schemeHash
    source = manifest.source
    period = manifest.period
    slot = manifest.slot
    queries = manifest.queries
    rho = manifest.rho
    runningRho = manifest.rhoPeriodTotal
    payloadHash = manifest.payloadHash
    manifestHash = manifest.hash
  }

  init(
    schemeHash: String, source: RecordSource, period: Month, slot: ReleaseSlot,
    queries: [ReleaseManifest.Query], rho: Rational, runningRho: Rational, payloadHash: String,
    manifestHash: String
  ) {
    self.schemeHash = schemeHash
    self.source = source
    self.period = period
    self.slot = slot
    self.queries = queries
    self.rho = rho
    self.runningRho = runningRho
    self.payloadHash = payloadHash
    self.manifestHash = manifestHash
  }

  var release: String { ReleaseManifest.release(source: source, period: period, slot: slot) }

  var value: CanonicalValue {
    .object([
      "manifestSHA256": .text(manifestHash), "payloadSHA256": .text(payloadHash),
      "cells": .integer(Int64(cells)), "period": .text(period.description), "profile": .text("N"),
      "queries": .array(
        queries.map {
          .object([
            "cells": .integer(Int64($0.cells)), "id": .text($0.query.rawValue),
            "sigma2": .text($0.variance.description),
          ])
        }),
      "rho": .text(rho.description), "runningRho": .text(runningRho.description),
      "schemeHash": .text(schemeHash), "slot": .text(slot.rawValue),
      "source": .text(source.description),
    ])
  }
}

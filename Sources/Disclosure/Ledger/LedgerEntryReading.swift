import Foundation
import PartnershipRecords

extension LedgerEntry {
  /// Reads an entry from its canonical bytes.
  ///
  /// - Parameters:
  ///   - bytes: What ``bytes`` wrote.
  ///   - sequence: The number the entry is stored under, for the message of an error.
  /// - Throws: ``DisclosureError/ledgerBroken(sequence:reason:)`` for anything else.
  public init(bytes: [UInt8], sequence: Int) throws(DisclosureError) {
    let broken = DisclosureError.ledgerBroken(sequence: sequence, reason: .encoding)
    let fields: Fields
    do { fields = try JSONDecoder().decode(Fields.self, from: Data(bytes)) } catch { throw broken }
    var draw: LedgerDraw?
    if let stated = fields.draw {
      guard let parsed = LedgerDraw(stated) else { throw broken }
      draw = parsed
    }
    guard let actor = Actor(handle: fields.actor.handle, role: fields.actor.role) else {
      throw broken
    }
    self.init(
      sequence: fields.seq, previousHash: fields.prevHash, time: fields.time, actor: actor,
      release: fields.release, step: fields.step, draw: draw, reason: fields.reason)
    guard self.bytes == bytes, self.sequence == sequence else { throw broken }
  }

  private struct Fields: Decodable {
    let actor: Actor
    let draw: LedgerDraw.Fields?
    let prevHash: String
    let reason: String
    let release: String
    let seq: Int
    let step: ReleaseStep
    let time: Int64
  }
}

extension LedgerDraw {
  fileprivate struct Fields: Decodable {
    let manifestSHA256: String
    let payloadSHA256: String
    let period: Month
    let queries: [QueryFields]
    let rho: String
    let runningRho: String
    let schemeHash: String
    let slot: ReleaseSlot
    let source: String
  }

  fileprivate struct QueryFields: Decodable {
    let cells: Int
    let id: ReleaseQuery
    let sigma2: String
  }

  fileprivate init?(_ fields: Fields) {
    guard let source = RecordSource(fields.source), let rho = Rational(fields.rho),
      let runningRho = Rational(fields.runningRho)
    else { return nil }
    var queries: [ReleaseManifest.Query] = []
    for query in fields.queries {
      let parts = query.sigma2.split(separator: "/")
      guard parts.count == 2, let top = Int64(parts[0]), let bottom = Int64(parts[1]), top > 0,
        bottom > 0, query.cells >= 0
      else { return nil }
      queries.append(
        ReleaseManifest.Query(
          query: query.id, variance: NoiseVariance(numerator: top, denominator: bottom),
          cells: query.cells))
    }
    self.init(
      schemeHash: fields.schemeHash, source: source, period: fields.period, slot: fields.slot,
      queries: queries, rho: rho, runningRho: runningRho, payloadHash: fields.payloadSHA256,
      manifestHash: fields.manifestSHA256)
  }
}

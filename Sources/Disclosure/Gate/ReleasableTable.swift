import Crypto

/// A release that may leave the node: the stored bytes of an approved measurement.
///
/// It can only be made from a ledger that has the release approved, with exactly these bytes.
/// Made again, it is the same again.
public struct ReleasableTable: Sendable, Hashable {
  public let release: String
  /// The manifest, canonical JSON text.
  public let manifest: [UInt8]
  /// The measured values, laid out as the manifest's scheme says.
  public let payload: [UInt8]
  /// The hash of the ledger entry that recorded the draw.
  public let ledgerHash: String

  /// Takes stored bytes out through the ledger.
  ///
  /// - Parameters:
  ///   - release: The release's name.
  ///   - manifest: Its stored manifest.
  ///   - payload: Its stored payload.
  ///   - ledger: The ledger, read from durable storage and verified.
  /// - Throws: ``DisclosureError`` if it is not approved, was withdrawn, or its bytes are not those
  ///   that were drawn.
  package init(
    release: String, manifest: [UInt8], payload: [UInt8], ledger: LedgerState
  ) throws(DisclosureError) {
    guard let record = ledger.record(of: release), record.step.mayLeave else {
      throw .notApproved(release: release)
    }
    guard record.draw.matches(manifest: manifest, payload: payload) else {
      throw .payloadHashDiffers
    }
    self.release = release
    self.manifest = manifest
    self.payload = payload
    ledgerHash = record.drawHash
  }
}

extension LedgerDraw {
  /// Whether stored bytes are the ones that were drawn.
  public func matches(manifest: [UInt8], payload: [UInt8]) -> Bool {
    hexadecimal(SHA256.hash(data: payload)) == payloadHash
      && hexadecimal(SHA256.hash(data: manifest)) == manifestHash
  }
}

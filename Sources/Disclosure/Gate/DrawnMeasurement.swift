public import PartnershipRecords

/// One month's figures with their noise, drawn once; not yet anything that may leave the node.
///
/// It is stored together with its ledger entry in one transaction. From then on it is a constant:
/// a ``ReleasableTable`` is made from the stored bytes, never from a second draw.
public struct DrawnMeasurement: Sendable {
  public let manifest: ReleaseManifest
  /// The measured values as they will be sent.
  package let payload: [UInt8]
  /// The noise that was added, in the payload's layout. Stays at the node.
  package let draws: [UInt8]

  public var release: String { manifest.release }
  public var period: Month { manifest.period }
  public var slot: ReleaseSlot { manifest.slot }
  public var source: RecordSource { manifest.source }

  init(manifest: ReleaseManifest, payload: [UInt8], draws: [UInt8]) {
    self.manifest = manifest
    self.payload = payload
    self.draws = draws
  }
}

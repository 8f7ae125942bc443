public import SyncProtocol

/// A connection that the hub refused, for its log.
public struct Refusal: Sendable, Hashable {
  /// Why.
  public let reason: RefusalReason
  /// Network address and port of who was refused.
  public let remoteAddress: String
  /// The common name in the certificate, if one of the region's authority was shown.
  public let certificateSubject: String?
  /// The node identifier in that certificate.
  public let nodeIDHex: String?
  /// SHA-256 of that certificate's SubjectPublicKeyInfo.
  public let transportKeyHash: [UInt8]?
  /// One sentence for the log.
  public let detail: String

  init(
    _ reason: RefusalReason, remoteAddress: String, certificate: TransportCertificate? = nil,
    detail: String
  ) {
    self.reason = reason
    self.remoteAddress = remoteAddress
    certificateSubject = certificate?.name
    nodeIDHex = certificate?.nodeIDHex
    transportKeyHash = certificate?.transportKeyHash
    self.detail = detail
  }
}

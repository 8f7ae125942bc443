/// Why the hub refuses a connection; the raw value is what is logged and told to the client.
public enum RefusalReason: String, Sendable, Hashable, CaseIterable {
  /// The client showed no certificate.
  case noCertificate = "tls-no-certificate"
  /// Its certificate was not issued by the region's authority for a client.
  case unknownAuthority = "tls-unknown-authority"
  /// Its certificate is not valid now.
  case expired = "tls-expired"
  /// Its key has been revoked.
  case revoked = "tls-revoked"
  /// Its certificate names no node.
  case notANode = "tls-not-a-node"
  /// It does not speak TLS 1.3.
  case protocolVersion = "tls-version"
  /// The handshake ended for another reason, or took longer than 10 seconds.
  case handshakeFailed = "tls-handshake"
}

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

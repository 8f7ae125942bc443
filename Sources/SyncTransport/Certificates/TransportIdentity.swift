/// A TLS key with the certificate that the region's authority issued for it.
public struct TransportIdentity: Sendable {
  /// The private key.
  public let key: TransportKey
  /// Its certificate.
  public let certificate: TransportCertificate

  /// Puts the two together.
  ///
  /// - Parameters:
  ///   - key: The private key.
  ///   - certificate: Its certificate.
  /// - Throws: `TransportError` with code `certificate-key-mismatch`.
  public init(key: TransportKey, certificate: TransportCertificate) throws {
    guard key.transportKeyHash == certificate.transportKeyHash else {
      throw TransportError(
        "certificate-key-mismatch", "The certificate was issued for another key.",
        remedy: "Use the reply to this machine's own enrolment request, or enrol it again.")
    }
    self.key = key
    self.certificate = certificate
  }

  /// SHA-256 of the public key's SubjectPublicKeyInfo, 32 bytes.
  public var transportKeyHash: [UInt8] { certificate.transportKeyHash }
}

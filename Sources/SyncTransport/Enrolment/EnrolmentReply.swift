internal import Crypto
public import Foundation
internal import X509

/// What the hub's operator sends back once the fingerprints agree.
public struct EnrolmentReply: EnrolmentFile, Equatable {
  public static let kind = "an enrolment reply"

  public let version: Int
  /// The name of the invitation that was answered.
  public let invitation: String
  /// The node's certificate, in PEM form.
  public let certificatePEM: String
  /// The region's authority, in PEM form; the same as in the invitation.
  public let authorityCertificatePEM: String
  /// The hub's Ed25519 identity key, 32 bytes in base 64.
  public let hubIdentityKey: String
  /// The identifiers of the scopes that the node takes part in, 64 hexadecimal digits each.
  public let scopes: [String]
  /// The authority's ECDSA signature over all of the above, in base 64.
  public let signature: String

  /// Makes the reply.
  ///
  /// - Parameters:
  ///   - invitation: The invitation that was answered.
  ///   - certificate: The certificate issued to the node.
  ///   - authority: The region's authority.
  ///   - hubIdentityKey: The hub's Ed25519 public key, 32 bytes.
  ///   - scopes: Scope identifiers, 64 hexadecimal digits each, in any order.
  /// - Throws: What the signing throws; not expected.
  public init(
    to invitation: Invitation, certificate: TransportCertificate, authority: RegionalAuthority,
    hubIdentityKey: [UInt8], scopes: [String]
  ) throws {
    version = 1
    self.invitation = invitation.name
    certificatePEM = certificate.pem
    authorityCertificatePEM = authority.certificate.pem
    self.hubIdentityKey = Data(hubIdentityKey).base64EncodedString()
    self.scopes = scopes.sorted()
    let statement = replyStatement(
      invitation: self.invitation, certificatePEM: certificatePEM,
      hubIdentityKey: self.hubIdentityKey, scopes: self.scopes)
    signature = try authority.key.signing.signature(for: statement).derRepresentation
      .base64EncodedString()
  }

  /// Verifies the reply and puts the node's TLS identity together.
  ///
  /// - Parameters:
  ///   - invitation: The invitation that the node answered.
  ///   - transportKey: The key that it asked a certificate for.
  ///   - nodeIDHex: The node's identifier, 64 hexadecimal digits.
  ///   - now: The present time.
  /// - Returns: What the node needs for connecting.
  /// - Throws: `TransportError` with code `invitation-other`, `reply-authority-other`,
  ///   `reply-signature-invalid`, `reply-certificate-invalid`, `certificate-unreadable` or
  ///   `certificate-key-mismatch`.
  public func verified(
    against invitation: Invitation, transportKey: TransportKey, nodeIDHex: String, now: Date
  ) throws -> Enrolled {
    guard self.invitation == invitation.name else {
      throw TransportError.invitationOther(self.invitation, invitation.name)
    }
    let authority = try invitation.authority()
    guard let named = try? TransportCertificate(pem: authorityCertificatePEM), named == authority
    else { throw TransportError.replyAuthorityOther() }
    try verifySignature(by: authority)
    let certificate = try TransportCertificate(pem: certificatePEM)
    try verify(certificate, authority: authority, nodeIDHex: nodeIDHex, now: now)
    guard let hubKey = Data(base64Encoded: hubIdentityKey), hubKey.count == 32 else {
      throw TransportError.enrolmentFileUnreadable(Self.kind, "the hub's key is not of 32 bytes")
    }
    return Enrolled(
      identity: try TransportIdentity(key: transportKey, certificate: certificate),
      authority: authority, hubIdentityKey: Array(hubKey), scopes: scopes)
  }

  private func verifySignature(by authority: TransportCertificate) throws {
    let statement = replyStatement(
      invitation: invitation, certificatePEM: certificatePEM, hubIdentityKey: hubIdentityKey,
      scopes: scopes)
    guard let bytes = Data(base64Encoded: signature),
      let signature = try? P256.Signing.ECDSASignature(derRepresentation: bytes),
      let key = P256.Signing.PublicKey(authority.certificate.publicKey),
      key.isValidSignature(signature, for: statement)
    else { throw TransportError.replySignatureInvalid() }
  }

  private func verify(
    _ certificate: TransportCertificate, authority: TransportCertificate, nodeIDHex: String,
    now: Date
  ) throws {
    let leaf = certificate.certificate
    guard isIssued(leaf, by: authority.certificate, for: .client) else {
      throw TransportError.replyCertificateInvalid("the region's authority did not issue it")
    }
    guard isValid(leaf, under: authority.certificate, at: now) else {
      throw TransportError.replyCertificateInvalid(
        "it is good from \(certificate.validFrom.formatted(.iso8601)) to "
          + "\(certificate.validUntil.formatted(.iso8601)), and it is now "
          + now.formatted(.iso8601))
    }
    guard certificate.nodeIDHex == nodeIDHex.lowercased() else {
      throw TransportError.replyCertificateInvalid("it names another node")
    }
  }
}

/// What a node has after enrolment.
public struct Enrolled: Sendable {
  /// The node's TLS key and certificate.
  public let identity: TransportIdentity
  /// The region's authority, the only trust root.
  public let authority: TransportCertificate
  /// The hub's Ed25519 identity key, 32 bytes.
  public let hubIdentityKey: [UInt8]
  /// The identifiers of the scopes that the node takes part in, sorted.
  public let scopes: [String]
}

/// Every field but the signature, each with its length before it.
private func replyStatement(
  invitation: String, certificatePEM: String, hubIdentityKey: String, scopes: [String]
) -> [UInt8] {
  ([invitation, certificatePEM, hubIdentityKey] + scopes).reduce(tag("enrolment-reply")) {
    let length = UInt32($1.utf8.count).bigEndian
    return $0 + withUnsafeBytes(of: length, Array.init) + Array($1.utf8)
  }
}

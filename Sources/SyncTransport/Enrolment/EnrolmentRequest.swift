public import Crypto
public import Foundation
internal import PartnershipRecords

/// What a node sends to the hub's operator: its public keys, and three proofs.
public struct EnrolmentRequest: EnrolmentFile, Equatable {
  public static let kind = "an enrolment request"

  public let version: Int
  /// The name of the invitation that it answers.
  public let invitation: String
  /// The certificate request for the node's TLS key, in PEM form.
  public let csrPEM: String
  /// The node's Ed25519 identity key, 32 bytes in base 64.
  public let identityKey: String
  /// The X25519 key to which bundle files for the node are sealed, 32 bytes in base 64; absent from
  /// a request that an earlier release made.
  public let bundleKey: String?
  /// HMAC-SHA256 with the invitation's code over the public keys, in base 64.
  public let codeProof: String
  /// The identity key's signature over the public keys, in base 64.
  public let identitySignature: String

  /// Makes the request that answers an invitation.
  ///
  /// - Parameters:
  ///   - invitation: The invitation, verified here.
  ///   - transportKey: The node's TLS key.
  ///   - identityKey: The node's identity key.
  ///   - bundleKey: The node's public bundle key, 32 bytes; `nil` if it takes no bundles.
  ///   - now: The present time.
  /// - Throws: `TransportError`, as `Invitation.verify(now:)` and `CertificateRequest`.
  public init(
    answering invitation: Invitation, transportKey: TransportKey,
    identityKey: Curve25519.Signing.PrivateKey, bundleKey: [UInt8]? = nil, now: Date
  ) throws {
    try invitation.verify(now: now)
    let request = try CertificateRequest(
      key: transportKey, partnershipName: invitation.partnership.name)
    let statement = requestStatement(
      request, identityKey: identityKey.publicKey, bundleKey: bundleKey ?? [])
    version = 1
    self.invitation = invitation.name
    csrPEM = request.pem
    self.identityKey = identityKey.publicKey.rawRepresentation.base64EncodedString()
    self.bundleKey = bundleKey.map { Data($0).base64EncodedString() }
    codeProof = Data(
      HMAC<SHA256>.authenticationCode(for: statement, using: invitation.codeKey)
    ).base64EncodedString()
    identitySignature = try identityKey.signature(for: statement).base64EncodedString()
  }

  /// Verifies the request against its invitation.
  ///
  /// Before acting on the answer the hub must see that the invitation was not used before, and its
  /// operator must compare `VerifiedEnrolmentRequest.fingerprint` with the node's.
  ///
  /// - Parameters:
  ///   - invitation: The invitation of this name that the hub kept.
  ///   - now: The present time.
  /// - Returns: The keys, each proved to be in the sender's hands.
  /// - Throws: `TransportError` with code `invitation-other`, `invitation-expired`,
  ///   `invitation-code-invalid`, `identity-proof-invalid`, `request-unreadable`,
  ///   `request-key-kind` or `request-proof-invalid`.
  public func verified(against invitation: Invitation, now: Date) throws
    -> VerifiedEnrolmentRequest
  {
    guard self.invitation == invitation.name else {
      throw TransportError.invitationOther(self.invitation, invitation.name)
    }
    try invitation.verify(now: now)
    let request = try CertificateRequest(pem: csrPEM)
    guard let keyBytes = Data(base64Encoded: identityKey), keyBytes.count == 32,
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: keyBytes),
      let signature = Data(base64Encoded: identitySignature)
    else {
      throw TransportError.identityProofInvalid()
    }
    let bundleKey = try bundleKeyBytes()
    let statement = requestStatement(request, identityKey: key, bundleKey: bundleKey)
    guard let proof = Data(base64Encoded: codeProof),
      HMAC<SHA256>.isValidAuthenticationCode(
        proof, authenticating: statement, using: invitation.codeKey)
    else {
      throw TransportError.invitationProofInvalid()
    }
    guard key.isValidSignature(signature, for: statement) else {
      throw TransportError.identityProofInvalid()
    }
    return VerifiedEnrolmentRequest(
      request: request, identityKey: Array(keyBytes), bundleKey: bundleKey)
  }

  private func bundleKeyBytes() throws -> [UInt8] {
    guard let bundleKey else { return [] }
    guard let bytes = Data(base64Encoded: bundleKey), bytes.count == 32 else {
      throw TransportError.enrolmentFileUnreadable(Self.kind, "its bundle key is not of 32 bytes")
    }
    return Array(bytes)
  }

  /// What the node shows to its operator for comparison; the hub's side is computed anew from what
  /// arrived there.
  ///
  /// - Returns: Eight groups of four capital hexadecimal digits.
  /// - Throws: `TransportError` with code `request-unreadable`, `request-key-kind` or
  ///   `request-proof-invalid`.
  public func fingerprint() throws -> String {
    let request = try CertificateRequest(pem: csrPEM)
    let key = Data(base64Encoded: identityKey) ?? Data()
    return VerifiedEnrolmentRequest(request: request, identityKey: Array(key), bundleKey: [])
      .fingerprint
  }
}

/// A request whose proofs have been verified.
public struct VerifiedEnrolmentRequest: Sendable, Hashable {
  /// The certificate request, signed with its own key.
  public let request: CertificateRequest
  /// The node's Ed25519 identity key, 32 bytes.
  public let identityKey: [UInt8]
  /// The node's X25519 bundle key, 32 bytes; empty if it named none. Signed with the identity key,
  /// which the fingerprint covers.
  public let bundleKey: [UInt8]

  /// The text that both operators compare. It covers both of the node's keys, so that neither can be
  /// exchanged on the way.
  public var fingerprint: String {
    nodeFingerprint(identityKey: identityKey, transportKeyHash: request.transportKeyHash)
  }
}

/// A node's fingerprint: the one text by which people know its two keys.
///
/// - Parameters:
///   - identityKey: The node's Ed25519 identity key, 32 bytes.
///   - transportKeyHash: SHA-256 of its TLS key's SubjectPublicKeyInfo, 32 bytes.
/// - Returns: Eight groups of four capital hexadecimal digits.
public func nodeFingerprint(identityKey: [UInt8], transportKeyHash: [UInt8]) -> String {
  let both = tag("enrolment-fingerprint") + identityKey + transportKeyHash
  return fingerprintText(Array(SHA256.hash(data: both)))
}

/// What both proofs of a request speak of. The certificate request ends itself: a bundle key behind
/// it cannot be taken for a part of it.
private func requestStatement(
  _ request: CertificateRequest, identityKey: Curve25519.Signing.PublicKey, bundleKey: [UInt8]
) -> [UInt8] {
  tag("enrolment-request") + Array(identityKey.rawRepresentation) + request.der + bundleKey
}

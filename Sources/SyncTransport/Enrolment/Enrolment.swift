public import Crypto
public import Foundation
public import SignedLogs

/// Where a node, or a hub below another, belongs, as it learnt by enrolling.
public struct Enrolment: Codable, Sendable, Hashable {
  public let region: String
  public let hubAddress: String
  public let hubPort: Int
  public let hubName: String
  public let authorityCertificatePEM: String
  public let certificatePEM: String
  /// The hub's identity key, in base 64.
  public let hubIdentityKey: String
  public let enrolledAt: Date

  /// The hub's name in logs; `nil` only for a damaged record.
  public var hubNode: NodeID? {
    guard let bytes = Data(base64Encoded: hubIdentityKey),
      let key = try? PublicKey(bytes)
    else { return nil }
    return NodeID(identityKey: key)
  }

  /// The keys of whoever enrols.
  public struct Keys: Sendable {
    public let transport: TransportKey
    public let identity: Curve25519.Signing.PrivateKey
    /// The public bundle key, 32 bytes.
    public let bundle: [UInt8]

    public init(
      transport: TransportKey, identity: Curve25519.Signing.PrivateKey, bundle: [UInt8]
    ) {
      (self.transport, self.identity, self.bundle) = (transport, identity, bundle)
    }
  }

  /// Takes a reply in.
  ///
  /// - Parameters:
  ///   - reply: The file that the hub's operator sent.
  ///   - invitation: The file that was answered.
  ///   - keys: Those that the request named.
  ///   - now: The present time.
  /// - Throws: `TransportError` for a reply that is not the answer to the request.
  public init(reply: Data, to invitation: Data, keys: Keys, now: Date) throws {
    let invitation = try Invitation(fileContent: invitation)
    let identityKey = try PublicKey(keys.identity.publicKey.rawRepresentation)
    let enrolled = try EnrolmentReply(fileContent: reply).verified(
      against: invitation, transportKey: keys.transport,
      nodeIDHex: NodeID(identityKey: identityKey).hex, now: now)
    region = invitation.region
    hubAddress = invitation.hubAddress
    hubPort = invitation.hubPort
    hubName = invitation.hubName
    authorityCertificatePEM = enrolled.authority.pem
    certificatePEM = enrolled.identity.certificate.pem
    hubIdentityKey = Data(enrolled.hubIdentityKey).base64EncodedString()
    enrolledAt = now
  }

  /// The address as people write it.
  public var hubPlace: String { "\(hubAddress):\(hubPort)" }

  /// The TLS key with the certificate that the hub issued for it.
  ///
  /// - Throws: `TransportError` if the two do not belong together.
  public func transportIdentity(_ key: TransportKey) throws -> TransportIdentity {
    try TransportIdentity(key: key, certificate: try TransportCertificate(pem: certificatePEM))
  }

  /// A client for sessions with the hub.
  ///
  /// - Parameters:
  ///   - identity: As ``transportIdentity(_:)`` makes it.
  ///   - now: The present time.
  ///   - tap: Sees every message; for tests.
  /// - Returns: The client; nothing is connected yet.
  /// - Throws: `TransportError` if the authority's certificate cannot be read.
  public func client(
    _ identity: TransportIdentity, now: @escaping @Sendable () -> Date, tap: WireTap? = nil
  ) throws -> SyncClient {
    SyncClient(
      host: hubAddress, port: hubPort, serverName: hubName, identity: identity,
      authority: try TransportCertificate(pem: authorityCertificatePEM), now: now, tap: tap)
  }
}

extension Invitation {
  /// Answers the invitation.
  ///
  /// - Parameters:
  ///   - keys: Of whoever enrols.
  ///   - now: The present time.
  /// - Returns: The request's file, and the text that both operators compare by telephone.
  /// - Throws: `TransportError` for an invitation that cannot be used.
  public func answer(_ keys: Enrolment.Keys, now: Date) throws
    -> (request: Data, fingerprint: String)
  {
    let request = try EnrolmentRequest(
      answering: self, transportKey: keys.transport, identityKey: keys.identity,
      bundleKey: keys.bundle, now: now)
    return (try request.fileContent(), try request.fingerprint())
  }
}

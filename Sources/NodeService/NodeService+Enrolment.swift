internal import NodeStore
internal import GRDB
public import Foundation
internal import Crypto
internal import PartnershipRecords
internal import ReplicaStore
public import SignedLogs
internal import SyncTransport

/// Where a node belongs, as it learnt by enrolling.
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
}

extension NodeService {
  /// Answers an invitation: makes the request that goes back to the hub's operator.
  ///
  /// - Parameter content: The file that the hub's operator sent.
  /// - Returns: The request's file, and the text that both operators compare by telephone.
  /// - Throws: `TransportError` for an invitation that cannot be used; ``NodeServiceError``.
  public func answer(invitation content: Data) throws -> (request: Data, fingerprint: String) {
    if let enrolment = try enrolment() {
      throw NodeServiceError.alreadyEnrolled(region: enrolment.region)
    }
    let invitation = try Invitation(fileContent: content)
    guard invitation.partnership == partnership else {
      throw NodeServiceError.invitationForAnother(
        invited: "\(invitation.partnership.name) (\(invitation.partnership.reference))",
        here: "\(partnership.name) (\(partnership.reference))")
    }
    let request = try EnrolmentRequest(
      answering: invitation, transportKey: try keys.loadTransportKey("transport"),
      identityKey: try keys.loadSigningKey("identity"),
      bundleKey: try keys.bundleKey().publicKey, now: now())
    try write { db, _ in
      try SettingsTable.set(
        Setting.invitation, to: String(decoding: content, as: UTF8.self), in: db)
    }
    return (try request.fileContent(), try request.fingerprint())
  }

  /// Takes the hub operator's reply; from now on the node belongs to the region.
  ///
  /// - Throws: `TransportError` for a reply that is not the answer to this node's request.
  public func accept(reply content: Data) throws -> Enrolment {
    if let enrolment = try enrolment() {
      throw NodeServiceError.alreadyEnrolled(region: enrolment.region)
    }
    let stored = try database.pool.read { try SettingsTable.value(Setting.invitation, in: $0) }
    guard let stored else { throw NodeServiceError.noInvitation }
    let invitation = try Invitation(fileContent: Data(stored.utf8))
    let enrolled = try EnrolmentReply(fileContent: content).verified(
      against: invitation, transportKey: try keys.loadTransportKey("transport"),
      nodeIDHex: try nodeID().hex, now: now())
    let enrolment = Enrolment(
      region: invitation.region, hubAddress: invitation.hubAddress, hubPort: invitation.hubPort,
      hubName: invitation.hubName, authorityCertificatePEM: enrolled.authority.pem,
      certificatePEM: enrolled.identity.certificate.pem,
      hubIdentityKey: Data(enrolled.hubIdentityKey).base64EncodedString(), enrolledAt: now())
    let text = String(decoding: try JSONEncoder().encode(enrolment), as: UTF8.self)
    try write { db, _ in try SettingsTable.set(Setting.enrolment, to: text, in: db) }
    return enrolment
  }

  /// Where the node belongs; `nil` before it enrolled.
  public func enrolment() throws -> Enrolment? {
    let text = try database.pool.read { try SettingsTable.value(Setting.enrolment, in: $0) }
    return try text.map { try JSONDecoder().decode(Enrolment.self, from: Data($0.utf8)) }
  }

  /// Where the node belongs.
  ///
  /// - Throws: ``NodeServiceError/notEnrolled``.
  public func requiredEnrolment() throws -> Enrolment {
    guard let enrolment = try enrolment() else { throw NodeServiceError.notEnrolled }
    return enrolment
  }

  /// The node's TLS key with its certificate.
  func transportIdentity(_ enrolment: Enrolment) throws -> TransportIdentity {
    try TransportIdentity(
      key: try keys.loadTransportKey("transport"),
      certificate: try TransportCertificate(pem: enrolment.certificatePEM))
  }
}

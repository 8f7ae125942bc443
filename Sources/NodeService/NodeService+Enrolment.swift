internal import NodeStore
internal import GRDB
public import Foundation
internal import Crypto
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs
public import SyncTransport

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
    let answer = try invitation.answer(try enrolmentKeys(), now: now())
    try write { db, _ in
      try SettingsTable.set(
        Setting.invitation, to: String(decoding: content, as: UTF8.self), in: db)
    }
    return answer
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
    let enrolment = try Enrolment(
      reply: content, to: Data(stored.utf8), keys: try enrolmentKeys(), now: now())
    let text = String(decoding: try JSONEncoder().encode(enrolment), as: UTF8.self)
    try write { db, _ in try SettingsTable.set(Setting.enrolment, to: text, in: db) }
    return enrolment
  }

  /// Where the node belongs; `nil` before it enrolled.
  public func enrolment() throws -> Enrolment? {
    try database.pool.read { try Self.enrolment($0) }
  }

  /// The same within a transaction.
  static func enrolment(_ db: Database) throws -> Enrolment? {
    try SettingsTable.value(Setting.enrolment, in: db).map {
      try JSONDecoder().decode(Enrolment.self, from: Data($0.utf8))
    }
  }

  /// Where the node belongs.
  ///
  /// - Throws: ``NodeServiceError/notEnrolled``.
  public func requiredEnrolment() throws -> Enrolment {
    guard let enrolment = try enrolment() else { throw NodeServiceError.notEnrolled }
    return enrolment
  }

  private func enrolmentKeys() throws -> Enrolment.Keys {
    Enrolment.Keys(
      transport: try keys.loadTransportKey("transport"),
      identity: try keys.loadSigningKey("identity"), bundle: try keys.bundleKey().publicKey)
  }

  /// The node's TLS key with its certificate.
  func transportIdentity(_ enrolment: Enrolment) throws -> TransportIdentity {
    try enrolment.transportIdentity(try keys.loadTransportKey("transport"))
  }
}

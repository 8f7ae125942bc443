public import Foundation
internal import GRDB
public import HubStore
public import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs
internal import SyncTransport

extension HubService {
  /// How long an invitation is good, in days.
  public static let invitationDays = 14

  /// Invites a partnership to the region.
  ///
  /// - Parameter partnership: Who.
  /// - Returns: The file to send to its operator; it holds a secret that is good for one request.
  /// - Throws: ``HubServiceError/memberKnown(_:)``.
  public func invite(_ partnership: Partnership) throws -> Data {
    var random = SystemRandomNumberGenerator()
    let invitation = Invitation(
      region: region, hubAddress: try setting(Setting.host),
      hubPort: Int(try setting(Setting.port)) ?? 0, hubName: try setting(Setting.certificateName),
      authority: try authority().certificate, partnership: partnership,
      expires: now() + TimeInterval(Self.invitationDays * 86_400), using: &random)
    let content = try invitation.fileContent()
    try database.writer.write { db in
      try Self.checkFree(partnership, in: db)
      try HubDatabase.insert(
        InvitationRecord(
          code: Data(randomBytes(16)), partnership: partnership, expiresAt: invitation.expires,
          content: content), in: db)
    }
    return content
  }

  /// What a request says of itself, to be compared with what its sender reads out.
  public struct RequestDescription: Sendable, Hashable, Codable {
    public let partnership: String
    public let reference: String
    public let fingerprint: String
  }

  /// Reads a request without accepting it.
  ///
  /// - Throws: ``HubServiceError`` if it could not be accepted; `TransportError` if a proof is wrong.
  public func describe(request content: Data) throws -> RequestDescription {
    let found = try verified(content)
    return RequestDescription(
      partnership: found.record.partnership.name, reference: found.record.partnership.reference,
      fingerprint: found.request.fingerprint)
  }

  private func verified(_ content: Data) throws -> (
    record: InvitationRecord, invitation: Invitation, request: VerifiedEnrolmentRequest
  ) {
    let request = try EnrolmentRequest(fileContent: content)
    return try database.writer.read { db in
      for record in try HubDatabase.invitations(goodAt: now(), in: db) {
        let invitation = try Invitation(fileContent: record.content)
        guard invitation.name == request.invitation else { continue }
        let verified = try request.verified(against: invitation, now: now())
        _ = try Self.isAnswered(verified, record, in: db)
        return (record, invitation, verified)
      }
      throw HubServiceError.invitationUnknown
    }
  }

  /// Whether a request was accepted before: then it may have its reply again.
  ///
  /// - Throws: ``HubServiceError`` if it may not be accepted.
  private static func isAnswered(
    _ request: VerifiedEnrolmentRequest, _ invitation: InvitationRecord, in db: Database
  ) throws -> Bool {
    let node = Data(NodeID(identityKey: try PublicKey(request.identityKey)).bytes)
    let transportKey = Data(request.request.transportKeyHash)
    let known =
      try HubDatabase.member(nodeID: node, in: db)
      ?? HubDatabase.member(transportKeyHash: transportKey, in: db)
    guard let known else {
      guard try HubDatabase.isUnused(invitation: invitation.code, in: db) else {
        throw HubServiceError.invitationUnknown
      }
      try checkFree(invitation.partnership, in: db)
      return false
    }
    let reference = known.partnership.reference
    guard known.revocation == nil else { throw HubServiceError.keysRevoked(of: reference) }
    guard known.nodeID == node, known.transportKeyHash == transportKey,
      reference == invitation.partnership.reference
    else { throw HubServiceError.memberKnown(reference) }
    return true
  }

  /// Admits a node to the region.
  ///
  /// The same request gets its reply again as long as the invitation is good: the first may have
  /// been lost on its way.
  ///
  /// - Parameters:
  ///   - content: The request's file.
  ///   - fingerprint: As the node's operator read it out; spaces and case do not matter.
  /// - Returns: The reply's file, to send back.
  /// - Throws: ``HubServiceError/fingerprintDiffers(found:given:)`` and as ``describe(request:)``.
  public func accept(request content: Data, fingerprint: String) throws -> Data {
    let (record, invitation, request) = try verified(content)
    guard Self.bare(fingerprint) == Self.bare(request.fingerprint) else {
      throw HubServiceError.fingerprintDiffers(found: request.fingerprint, given: fingerprint)
    }
    let node = NodeID(identityKey: try PublicKey(request.identityKey))
    var random = SystemRandomNumberGenerator()
    let authority = try authority()
    let certificate = try authority.issueNodeCertificate(
      for: request.request, partnershipName: record.partnership.name, nodeIDHex: node.hex,
      now: now(), using: &random)
    let scopes = try database.writer.write { db in
      let isAnswered = try Self.isAnswered(request, record, in: db)
      _ = try HubDatabase.use(invitation: record.code, at: now(), in: db)
      return isAnswered
        ? try scopesAgain(of: node, record.partnership, certificate, in: db)
        : try admit(request, as: record.partnership, certificate, in: db)
    }
    return try EnrolmentReply(
      to: invitation, certificate: certificate, authority: authority,
      hubIdentityKey: try identity().publicKey.bytes, scopes: scopes.map(\.hex)
    ).fileContent()
  }

  /// Enters a new member.
  ///
  /// - Returns: The scopes that it belongs to now.
  private func admit(
    _ request: VerifiedEnrolmentRequest, as partnership: Partnership,
    _ certificate: TransportCertificate, in db: Database
  ) throws -> [ScopeID] {
    let key = try PublicKey(request.identityKey)
    // A retired partnership comes back with a new machine: the old one's place in the list is closed.
    let before = try HubDatabase.member(reference: partnership.reference, in: db)
    if let before, before.revocation == nil {
      try HubDatabase.revoke(
        before.nodeID, reason: Member.Revocation.replacedReason, at: now(), in: db)
    }
    try HubDatabase.insert(
      Member(
        nodeID: Data(NodeID(identityKey: key).bytes), partnership: partnership,
        identityKey: Data(request.identityKey),
        transportKeyHash: Data(certificate.transportKeyHash),
        certificateExpires: certificate.validUntil, enrolledAt: now()), in: db)
    return try HubScopes(db, keys: keys).admit(
      NodeDescription(
        identityKey: key, name: partnership.name, reference: partnership.reference,
        districts: partnership.districts.map(\.description),
        transportKeyHashes: [Digest(certificate.transportKeyHash)].compactMap { $0 },
        bundleKey: request.bundleKey.isEmpty ? nil : request.bundleKey))
  }

  /// The scopes of a member whose reply is made again, with a new certificate for the same key.
  private func scopesAgain(
    of node: NodeID, _ partnership: Partnership, _ certificate: TransportCertificate,
    in db: Database
  ) throws -> [ScopeID] {
    let own = try HubScopes(db, keys: keys)
    let scopes = try own.records.scopes(of: node).filter {
      own.isOwn(try own.records.control(of: $0))
    }
    guard !scopes.isEmpty else { throw HubServiceError.memberRetired(partnership.reference) }
    try HubDatabase.noteCertificate(
      of: Data(node.bytes), expires: certificate.validUntil, in: db)
    return scopes
  }

  /// Refuses a partnership whose reference or district a member in good standing has: each district
  /// would be counted twice.
  private static func checkFree(_ partnership: Partnership, in db: Database) throws {
    // What everybody calls the hub, in commands and in bundles.
    guard partnership.reference != BundleDesk.hubReference else {
      throw HubServiceError.referenceReserved(partnership.reference)
    }
    let present = try HubDatabase.members(in: db).filter {
      try $0.revocation == nil && !isRetired($0, in: db)
    }
    guard !present.contains(where: { $0.partnership.reference == partnership.reference }) else {
      throw HubServiceError.memberKnown(partnership.reference)
    }
    for district in partnership.districts {
      if let member = present.first(where: { $0.partnership.districts.contains(district) }) {
        throw HubServiceError.districtCovered(district, by: member.partnership.name)
      }
    }
  }

  /// Whether a member was let go in good order: it was in a scope, and is in none any more.
  static func isRetired(_ member: Member, in db: Database) throws -> Bool {
    guard let node = NodeID(member.nodeID) else { return false }
    let records = ScopeRecords(db)
    return try records.scopes(of: node).isEmpty && !records.scopes(leftBy: node).isEmpty
  }

  private static func bare(_ fingerprint: String) -> String {
    fingerprint.uppercased().filter(\.isHexDigit)
  }

  /// Every member, revoked ones too, by reference.
  public func members() throws -> [Member] {
    try database.writer.read { try HubDatabase.members(in: $0) }
  }

  /// Revokes a member: its certificate is refused from now on, and what it writes later has no
  /// effect anywhere. What it shared before stays.
  ///
  /// - Parameters:
  ///   - reference: Such as `GAT`.
  ///   - reason: In words; the partnership is told.
  /// - Returns: Whether the members' logs say so already. A hub that was brought back from a backup
  ///   signs nothing for now: it refuses the member from this moment, and signs the decision as soon as
  ///   it may.
  /// - Throws: ``HubServiceError``.
  @discardableResult
  public func revoke(_ reference: String, reason: String) throws -> Bool {
    let reason = try check(reason: reason)
    return try database.writer.write { db in
      let scopes = try HubScopes(db, keys: keys)
      let (_, node) = try Self.present(reference, scopes)
      let isMember = try HubDatabase.member(reference: reference, in: db) != nil
      try HubDatabase.revoke(Data(node.bytes), reason: reason, at: now(), in: db)
      try RevokedNodes(folder: home.keys).note(node, reason: reason)
      do {
        try scopes.revoke(node, reason: reason)
        return true
      } catch let error as HubServiceError where error.isAboutRecovery && isMember {
        try SettingsTable.set(Setting.revocationsUnsigned, to: "yes", in: db)
        return false
      }
    }
  }

  /// The reason of a revocation, as it is signed and told.
  ///
  /// - Throws: ``HubServiceError/reasonMissing``, ``HubServiceError/reasonTooLong(bytes:)``.
  @discardableResult
  public func check(reason: String) throws -> String {
    // Everybody's terminal shows it: on one line, and as plain text.
    let words = reason.components(separatedBy: .controlCharacters).joined(separator: " ")
      .trimmingCharacters(in: .whitespacesAndNewlines)
    guard !words.isEmpty else { throw HubServiceError.reasonMissing }
    guard words.utf8.count <= 256 else {
      throw HubServiceError.reasonTooLong(bytes: words.utf8.count)
    }
    return words
  }

  /// Revokes again whom a database that was brought back has forgotten to be revoked.
  func recallRevocations() throws {
    let entries = RevokedNodes(folder: home.keys).all()
    guard !entries.isEmpty else { return }
    try database.writer.write { try Self.recall(entries, at: now(), in: $0) }
  }

  /// Revokes those of some nodes that are members, and are not known to be revoked.
  static func recall(_ entries: [RevokedNodes.Entry], at now: Date, in db: Database) throws {
    for entry in entries {
      guard let node = NodeID(hex: entry.node).map({ Data($0.bytes) }),
        let member = try HubDatabase.member(nodeID: node, in: db), member.revocation == nil
      else { continue }
      try HubDatabase.revoke(node, reason: entry.reason, at: now, in: db)
      try SettingsTable.set(Setting.revocationsUnsigned, to: "yes", in: db)
    }
  }

  /// Signs the revocations that could not be signed before, where this hub may sign again.
  func signRevocations() throws {
    try database.writer.write { db in
      guard try SettingsTable.value(Setting.revocationsUnsigned, in: db) == "yes" else { return }
      let scopes = try HubScopes(db, keys: keys)
      for member in try HubDatabase.members(in: db) {
        guard let revocation = member.revocation, !revocation.isOfRetired,
          let node = NodeID(member.nodeID)
        else { continue }
        do {
          try scopes.revoke(node, reason: revocation.reason)
        } catch let error as HubServiceError where error.isAboutRecovery {
          return
        }
      }
      try SettingsTable.set(Setting.revocationsUnsigned, to: "", in: db)
    }
  }

  /// The latest connections and sessions that were refused, the newest first.
  public func refusals(limit: Int = 200) throws -> [RefusalRecord] {
    try database.writer.read { try HubDatabase.refusals(limit: limit, in: $0) }
  }
}

internal import CausalHistory
public import Foundation
internal import GRDB
internal import HubStore
public import ReplicaStore
internal import SignedLogs
internal import SyncProtocol
public import SyncTransport

/// How this hub stands with the one above it.
public struct UpperState: Codable, Sendable, Hashable {
  /// A scope in which the hub above decides.
  public struct Scope: Codable, Sendable, Hashable {
    public let name: String
    public let members: [String]
    /// How many changes are here.
    public let held: Int
    /// How many of them nothing says the hub above holds.
    public let waiting: Int
    /// Logs of this hub's members that wait to be admitted.
    public let logsWaiting: Int
  }

  /// What the hub above serves.
  public let region: String
  public let hub: String
  /// When both last held the same, or a bundle was last taken in; `nil` if never.
  public let lastContact: Date?
  /// When something was last taken in from a bundle of the hub above; `nil` if never.
  public let lastBundle: Date?
  /// How the last exchange over a line ended; `nil` if there was none.
  public let lastOutcome: String?
  public let lastCode: String?
  /// The last exchange that did not come to its end; `nil` if there was none.
  public let lastFailure: SessionFailure?
  public let scopes: [Scope]
}

extension HubService {
  /// Answers the invitation of a hub above: makes the request that goes back to its operator.
  ///
  /// - Parameter content: The file that its operator sent.
  /// - Returns: The request's file, and the text that both operators compare by telephone.
  /// - Throws: `TransportError` for an invitation that cannot be used; ``HubServiceError``.
  public func answer(invitation content: Data) throws -> (request: Data, fingerprint: String) {
    if let enrolment = try upperEnrolment() {
      throw HubServiceError.belongsAbove(enrolment.region)
    }
    let answer = try Invitation(fileContent: content).answer(try enrolmentKeys(), now: now())
    try database.writer.write { db in
      try SettingsTable.set(
        Setting.upperInvitation, to: String(decoding: content, as: UTF8.self), in: db)
    }
    return answer
  }

  /// Takes the reply of the operator of the hub above; from now on this hub belongs to it.
  ///
  /// - Throws: `TransportError` for a reply that is not the answer to this hub's request.
  public func accept(reply content: Data) throws -> Enrolment {
    if let enrolment = try upperEnrolment() {
      throw HubServiceError.belongsAbove(enrolment.region)
    }
    let stored = try database.writer.read {
      try SettingsTable.value(Setting.upperInvitation, in: $0)
    }
    guard let stored else { throw HubServiceError.noInvitation }
    let enrolment = try Enrolment(
      reply: content, to: Data(stored.utf8), keys: try enrolmentKeys(), now: now())
    let text = String(decoding: try JSONEncoder().encode(enrolment), as: UTF8.self)
    try database.writer.write {
      try SettingsTable.set(Setting.upperEnrolment, to: text, in: $0)
    }
    return enrolment
  }

  /// Where this hub belongs; `nil` if there is no hub above it.
  public func upperEnrolment() throws -> Enrolment? {
    let text = try database.writer.read { try SettingsTable.value(Setting.upperEnrolment, in: $0) }
    return try text.map { try JSONDecoder().decode(Enrolment.self, from: Data($0.utf8)) }
  }

  private func enrolmentKeys() throws -> Enrolment.Keys {
    Enrolment.Keys(
      transport: try keys.loadTransportKey(KeyName.transport),
      identity: try keys.loadSigningKey(KeyName.identity), bundle: try keys.bundleKey().publicKey)
  }

  /// How this hub stands with the one above it; `nil` if there is none.
  public func upperState() throws -> UpperState? {
    guard let enrolment = try upperEnrolment() else { return nil }
    let above = enrolment.hubNode
    return try database.writer.read { db in
      let records = ScopeRecords(db)
      let sessions = try records.sessions(limit: 1000).filter { $0.peer == above }
      let last = sessions.first { !$0.isBundle }
      let carried = sessions.first { $0.isBundle && !$0.isRefused }
      let seen = try SettingsTable.value(Setting.upperSeen, in: db).flatMap(Double.init)
      return UpperState(
        region: enrolment.region, hub: enrolment.hubPlace,
        lastContact: seen.map(Date.init(timeIntervalSince1970:)),
        lastBundle: carried?.endedAt, lastOutcome: last?.outcome,
        lastCode: last?.code, lastFailure: try records.lastFailure(with: above),
        scopes: try upperScopes(db).map { try state(of: $0, records) })
    }
  }

  private func state(of scope: ScopeID, _ records: ScopeRecords) throws -> UpperState.Scope {
    let control = try records.control(of: scope)
    let frontier = try records.frontier(of: scope)
    return UpperState.Scope(
      name: control.genesis.name,
      members: control.members.keys.map(control.reference).sorted(),
      held: frontier.entries.reduce(0) { $0 + Int(clamping: $1.counter) },
      waiting: try frontier.entries.reduce(0) {
        let known = try records.confirmed(ofLog: $1.logIndex, in: scope)
        return $0 + Int(clamping: $1.counter - min($1.counter, known))
      }, logsWaiting: try records.passingOn(in: scope, control).count)
  }

  /// What a person must do about the hub above; `nil` if nothing.
  func upperAttention() throws -> Attention? {
    guard let enrolment = try upperEnrolment() else { return nil }
    let (name, above) = ("the hub above, \(enrolment.region)", enrolment.hubNode)
    let last = try database.writer.read { db in
      try ScopeRecords(db).sessions(limit: 1000).first { $0.peer == above }
    }
    guard let last else { return nil }
    if let refusal = last.upperRefusal {
      return Attention(
        .refused, subject: name,
        words: "The last exchange with \(name), was refused: \(last.detail ?? refusal.rawValue)",
        remedy: refusal.remedy)
    }
    guard last.code == RefusalReason.revoked.rawValue else { return Attention(last, with: name) }
    return Attention(
      .rightsEnded, subject: enrolment.region, words: "This hub was revoked by \(name).",
      remedy: "Ask its operator why. What was exchanged before stands, and the region goes on.")
  }

  /// The scopes in which the hub above decides, ascending.
  func upperScopes(_ db: Database) throws -> [ScopeID] {
    let scopes = try HubScopes(db, keys: keys)
    return try scopes.records.scopes().filter {
      !scopes.isOwn(try scopes.records.control(of: $0))
    }
  }
}

public import Foundation
internal import GRDB
internal import HubStore
internal import ReplicaStore
internal import PartnershipRecords
internal import SignedLogs
internal import Synchronization

/// Why this hub signs nothing for now.
public struct HubRecovery: Codable, Sendable, Hashable {
  /// A scope whose control log is shorter here than what was signed.
  public struct ScopeBehind: Codable, Sendable, Hashable {
    public let name: String
    /// How many decisions this database holds.
    public let here: UInt64
    /// How many were signed.
    public let signed: UInt64

    /// What is lost for good, once the operator has said that nobody holds it.
    public var givenUpInWords: String {
      "\"\(name)\": given up are \(signed - here) of \(signed) decisions that were signed."
    }
  }

  /// Since when the database is another file than the one that was used before; `nil` if it is not.
  public let movedAt: Date?
  public let behind: [ScopeBehind]
  /// Members that have not synchronised since; what they hold may be newer.
  public let membersNotSeen: [String]

  public var isNeeded: Bool { movedAt != nil || !behind.isEmpty }

  /// What happened and what to do next, for the person at the machine.
  public var sentences: [String] { isNeeded ? happened + ["Next: \(Self.remedy)"] : [] }

  /// The same for whoever asks how the hub stands; `nil` if its database is as new as what was signed.
  var attention: Attention? {
    guard isNeeded else { return nil }
    return Attention(
      .recovery, words: happened.joined(separator: " "), remedy: "Next: \(Self.remedy)")
  }

  private static let remedy =
    "iscan serve, and have every member run iscan sync run, or bring a bundle (iscan sync export) and"
    + " take one of yours in. Members also read files of this hub's that they have not read yet. If"
    + " nothing newer is on any machine or in any file, say so: iscan hub recover --yes"

  private var happened: [String] {
    var lines = behind.map {
      "\"\($0.name)\": this database holds \($0.here) of the hub's decisions, of \($0.signed) that were"
        + " signed: it is an older copy of itself."
    }
    if movedAt != nil {
      lines.append("The hub's database was copied, moved or brought back from a backup.")
    }
    lines.append(
      "Nothing is lost: the members hold what is missing here, and give it back when they synchronise."
        + " Until then this hub takes everything in and decides nothing new. If somebody was revoked since"
        + " the backup, and iscan hub members does not say so, revoke it again now.")
    if !membersNotSeen.isEmpty {
      lines.append("Not heard from since: \(membersNotSeen.joined(separator: ", ")).")
    }
    return lines
  }
}

extension HubService {
  /// Whether this hub's database is as new as what was signed with its keys.
  public func recovery() throws -> HubRecovery {
    try database.writer.read { db in
      let records = ScopeRecords(db)
      let movedAt = try Self.movedAt(db)
      let behind = try Self.behind(records, marks).map { scope, here, signed in
        HubRecovery.ScopeBehind(
          name: try records.control(of: scope).genesis.name, here: here, signed: signed)
      }
      let since = movedAt ?? .distantFuture
      let notSeen = try HubDatabase.members(in: db).filter {
        $0.revocation == nil && ($0.lastSeenAt ?? .distantPast) < since
      }
      return HubRecovery(
        movedAt: movedAt, behind: behind,
        membersNotSeen: movedAt == nil && behind.isEmpty
          ? [] : notSeen.map(\.partnership.reference))
    }
  }

  /// The operator's word that nobody holds anything newer than this database.
  ///
  /// - Returns: Where more was signed than is here: it is given up.
  @discardableResult
  public func confirmNothingNewer() throws -> [HubRecovery.ScopeBehind] {
    let givenUp = try recovery().behind
    try database.writer.write { db in
      let scopes = try HubScopes(db, keys: keys)
      for scope in try scopes.ownScopes() {
        let control = try scopes.records.control(of: scope)
        if try Self.missing(control, marks) != nil { try marks.forget(LogID(scope.digest)) }
        try marks.raise(
          LogID(scope.digest), to: control.sequence, hash: control.position.hash)
      }
      try SettingsTable.set(Setting.movedAt, to: "", in: db)
    }
    try signRevocations()
    return givenUp
  }

  /// Notes that the database is another file than the one that was used last.
  func watchPlace() throws {
    guard let place = DatabasePlace.of(home.database.path) else { return }
    try database.writer.write { db in
      let known = try SettingsTable.value(Setting.place, in: db)
      guard known != place else { return }
      try SettingsTable.set(Setting.place, to: place, in: db)
      if known != nil {
        try SettingsTable.set(
          Setting.movedAt, to: String(now().timeIntervalSince1970), in: db)
      }
    }
  }

  /// Once every member has synchronised since the database was brought back, all that is newer is
  /// here.
  func settleRecovery() throws {
    guard try database.writer.read({ try Self.movedAt($0) }) != nil else { return }
    let found = try recovery()
    guard found.movedAt != nil, found.membersNotSeen.isEmpty, found.behind.isEmpty else { return }
    try database.writer.write { try SettingsTable.set(Setting.movedAt, to: "", in: $0) }
    try signRevocations()
  }

  /// The first eight bytes of the names of scopes in which this hub has signed and of which nothing is here.
  ///
  /// - Parameters:
  ///   - records: The hub's.
  ///   - node: The hub's own, whose logs have marks too.
  /// - Returns: Nothing in an ordinary hub.
  /// - Throws: If the marks or the database cannot be read.
  func lostScopes(_ records: ScopeRecords, of node: NodeID) throws -> Set<[UInt8]> {
    let lost = try knownLost.withLock { known in
      if let known { return known }
      var found = Set(try marks.names())
      for scope in try records.scopes() {
        found.remove(scope.bytes.firstEight)
        for log in try records.control(of: scope).logs(of: node) {
          found.remove(log.genesis.log.digest.bytes.firstEight)
        }
      }
      known = found
      return found
    }
    return lost.isEmpty ? [] : lost.subtracting(try records.scopes().map(\.bytes.firstEight))
  }

  static func movedAt(_ db: Database) throws -> Date? {
    try SettingsTable.value(Setting.movedAt, in: db).flatMap(Double.init)
      .map(Date.init(timeIntervalSince1970:))
  }

  /// The scopes in which more control records were signed than are here, ascending.
  static func behind(_ records: ScopeRecords, _ marks: HighWaterMarks) throws
    -> [(scope: ScopeID, here: UInt64, signed: UInt64)]
  {
    try records.controlSequences().sorted { $0.key < $1.key }.compactMap { scope, here in
      guard let signed = try marks.sent(LogID(scope.digest))?.counter, here < signed else {
        return nil
      }
      return (scope, here, signed)
    }
  }

  /// How many control records were signed, if that is more than are here, or others.
  static func missing(_ control: ControlState, _ marks: HighWaterMarks) throws -> UInt64? {
    guard let signed = try marks.sent(LogID(control.scope.digest)) else { return nil }
    let head = LogHead(
      logID: LogID(control.scope.digest), counter: control.sequence, hash: control.position.hash)
    let cause = RecoveryCause.comparing(
      head, sent: signed.counter, hash: signed.hash, hashHere: { control.hash(at: $0) })
    return cause == nil ? nil : signed.counter
  }
}

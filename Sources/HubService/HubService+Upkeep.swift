internal import CausalHistory
internal import Foundation
internal import GRDB
internal import HubStore
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol

/// What keeping house came to in one scope.
public struct UpkeepView: Codable, Sendable, Hashable {
  public let scope: String
  /// Days for which changes that everybody holds are kept; 0: for good.
  public let retentionDays: UInt32
  /// Members that are not waited for any more, having been silent for too long.
  public let dormant: [String]
  /// How many changes every member that is not dormant is known to hold.
  public let stable: Int
  /// How many changes there are.
  public let held: Int
  /// How many of them have been let go of, in all.
  public let letGo: Int
  /// Why no more of them have, in a sentence; `nil` if nothing stands in the way.
  public let reason: String?
}

extension HubService {
  /// Says for how long changes that everybody holds are kept in this hub's scopes.
  ///
  /// - Parameters:
  ///   - days: 0: for good.
  ///   - dormantDays: After how many days of silence a member is not waited for any more.
  /// - Throws: `SignedLogError` if the decision breaks a rule.
  public func retain(days: UInt32, dormantDays: UInt32) throws {
    try database.writer.write { db in
      let scopes = try HubScopes(db, keys: keys)
      for scope in try scopes.ownScopes() {
        let control = try scopes.records.control(of: scope)
        let before = control.policy
        let policy = ScopePolicy(
          rulesVersion: control.rulesVersion, schemaMin: before?.schemaMin ?? 0,
          schemaMax: before?.schemaMax ?? 0, retentionDays: days, dormantDays: dormantDays)
        guard before != policy else { continue }
        try scopes.decide([.setPolicy(policy)], in: scope)
      }
    }
  }

  /// Says how new the record kinds must be that somebody writes; whoever writes older ones reads and
  /// passes on, until it is updated.
  ///
  /// - Parameter schema: Give notice of it long before: ninety days at least.
  /// - Throws: ``HubServiceError/schemaUnknown(_:newest:)``; `SignedLogError` if the decision breaks a
  ///   rule.
  public func require(schema: UInt32) throws {
    guard schema <= RecordSchema.written else {
      throw HubServiceError.schemaUnknown(schema, newest: RecordSchema.written)
    }
    try database.writer.write { db in
      let scopes = try HubScopes(db, keys: keys)
      for scope in try scopes.ownScopes() {
        let control = try scopes.records.control(of: scope)
        let before = control.policy
        guard before?.schemaMin ?? 0 != schema else { continue }
        let policy = ScopePolicy(
          rulesVersion: control.rulesVersion, schemaMin: schema,
          schemaMax: max(schema, before?.schemaMax ?? 0),
          retentionDays: before?.retentionDays ?? 0,
          dormantDays: before?.dormantDays ?? ScopePolicy.dormantDaysOrdinary)
        try scopes.decide([.setPolicy(policy)], in: scope)
      }
    }
  }

  /// Keeps house in every scope of this hub's: notes who is silent, how far everybody has come, and
  /// lets go of changes that everybody holds, that are older than the policy keeps them, and that a
  /// witnessed snapshot stands for.
  ///
  /// - Parameter isAsked: A person asks; otherwise how far everybody has come is noted once a day.
  /// - Returns: What it came to, scope by scope.
  /// - Throws: `SignedLogError` if a decision breaks a rule; ``HubServiceError``.
  @discardableResult
  public func keepHouse(isAsked: Bool = true) throws -> [UpkeepView] {
    try database.writer.write { db in
      let scopes = try HubScopes(db, keys: keys)
      let seen = Dictionary(
        try HubDatabase.members(in: db).map { ($0.nodeID, $0.lastSeenAt ?? $0.enrolledAt) },
        uniquingKeysWith: max)
      return try scopes.ownScopes().map { scope in
        try noteSilence(scope, scopes, seen)
        let stable = try noteMark(scope, scopes, isAsked: isAsked)
        return try letGo(scope, scopes, stable)
      }
    }
  }

  private func noteSilence(_ scope: ScopeID, _ scopes: HubScopes, _ seen: [Data: Date]) throws {
    let control = try scopes.records.control(of: scope)
    let days = control.policy?.dormantDays ?? ScopePolicy.dormantDaysOrdinary
    let limit = now() - TimeInterval(days) * 86_400
    let decisions = control.members.keys.sorted().compactMap { node -> ControlAction? in
      // A member that comes through a hub of its own is heard of by its changes only.
      guard node != scopes.hubNode, let last = seen[Data(node.bytes)] else { return nil }
      let isSilent = last < limit
      guard isSilent != control.dormant.contains(node) else { return nil }
      return .dormant(node, isBack: !isSilent)
    }
    if !decisions.isEmpty { try scopes.decide(decisions, in: scope) }
  }

  /// Raises the stability mark, if it is due.
  private func noteMark(_ scope: ScopeID, _ scopes: HubScopes, isAsked: Bool) throws
    -> VersionVector
  {
    let records = scopes.records
    let control = try records.control(of: scope)
    let active = control.activeMembers.filter { $0 != scopes.hubNode }
    let stable = try records.stableFrontier(of: active, in: scope)
    let isFurther = stable.entries.contains {
      $0.counter > control.stabilityMark[$0.logIndex]?.counter ?? 0
    }
    // A mark never goes back: somebody who was dormant and came back holds less.
    let isBack = control.stabilityMark.values.contains { $0.counter > stable[$0.logIndex] }
    let last = try MarkNote.all(of: scope, in: scopes.db).last?.at ?? .distantPast
    let isDue = isAsked || last < now() - 86_400
    guard isFurther, !isBack, isDue, !active.isEmpty else { return stable }
    let cuts = try stable.entries.filter { $0.counter > 0 }.compactMap { entry -> LogCut? in
      guard let head = try records.head(of: entry.logIndex, at: entry.counter, in: scope) else {
        return nil
      }
      return LogCut(logIndex: entry.logIndex, counter: entry.counter, headHash: head.hash)
    }
    guard cuts.count == stable.entries.filter({ $0.counter > 0 }).count else { return stable }
    try scopes.decide([.stabilityMark(cuts)], in: scope)
    var notes = try MarkNote.all(of: scope, in: scopes.db)
    notes.append(
      MarkNote(
        at: now(),
        counters: Dictionary(
          cuts.map { ($0.logIndex, $0.counter) }, uniquingKeysWith: { first, _ in first })))
    try MarkNote.keep(notes, of: scope, in: scopes.db)
    return stable
  }

  private func letGo(_ scope: ScopeID, _ scopes: HubScopes, _ stable: VersionVector) throws
    -> UpkeepView
  {
    let records = scopes.records
    let control = try records.control(of: scope)
    let days = control.policy?.retentionDays ?? 0
    var reason: String?
    if days == 0 {
      reason = "They are kept for good; see iscan hub retain."
    } else if let mark = try oldMark(of: scope, days: days, scopes.db) {
      if let snapshot = try takenSnapshot(of: scope, control, records) {
        if try !records.trim(to: mark.meet(snapshot.frontier), of: scope) {
          reason = "A later release wrote some of them, which this one cannot read: update the hub."
        }
      } else {
        reason = "No snapshot stands for them that members have witnessed; see iscan hub snapshot."
      }
    } else {
      reason = "Nothing that everybody holds is older than \(counted(days, "day", "days")) yet."
    }
    let floors = try records.standing(of: scope).floors
    return UpkeepView(
      scope: control.genesis.name, retentionDays: days,
      dormant: control.dormant.map(control.reference).sorted(),
      stable: stable.entries.reduce(0) { $0 + Int(clamping: $1.counter) },
      held: try records.frontier(of: scope).entries.reduce(0) { $0 + Int(clamping: $1.counter) },
      letGo: floors.values.reduce(0) { $0 + Int(clamping: $1) }, reason: reason)
  }

  /// The newest mark that is older than the policy keeps changes; older notes are forgotten.
  private func oldMark(of scope: ScopeID, days: UInt32, _ db: Database) throws -> VersionVector? {
    let limit = now() - TimeInterval(days) * 86_400
    let notes = try MarkNote.all(of: scope, in: db)
    guard let last = notes.lastIndex(where: { $0.at <= limit }) else { return nil }
    if last > 0 { try MarkNote.keep(Array(notes[last...]), of: scope, in: db) }
    return VersionVector(
      notes[last].counters.sorted { $0.key < $1.key }.map {
        VersionVector.Entry(logIndex: $0.key, counter: $0.value)
      })
  }

  /// The snapshot that somebody who comes back would take.
  private func takenSnapshot(of scope: ScopeID, _ control: ControlState, _ records: ScopeRecords)
    throws -> ScopeSnapshot?
  {
    guard
      let hash = control.snapshots.last(where: \.isWitnessed)?.declaration.manifestHash,
      let manifest = try records.keptSnapshot(hash, of: scope)
    else { return nil }
    return try ScopeSnapshot(verifying: manifest, control: control)
  }
}

/// When a stability mark was decided, by this hub's clock: how old the changes below it are at
/// least, whatever their authors' clocks said.
private struct MarkNote: Codable {
  let at: Date
  let counters: [UInt32: UInt64]

  private static func name(_ scope: ScopeID) -> String { "marks-\(scope.hex.prefix(16))" }

  static func all(of scope: ScopeID, in db: Database) throws -> [MarkNote] {
    let text = try SettingsTable.value(name(scope), in: db)
    return try text.map { try JSONDecoder().decode([MarkNote].self, from: Data($0.utf8)) } ?? []
  }

  static func keep(_ notes: [MarkNote], of scope: ScopeID, in db: Database) throws {
    let text = String(decoding: try JSONEncoder().encode(notes), as: UTF8.self)
    try SettingsTable.set(name(scope), to: text, in: db)
  }
}

extension VersionVector {
  /// What both cover.
  fileprivate func meet(_ other: VersionVector) -> VersionVector {
    VersionVector(
      entries.map {
        Entry(logIndex: $0.logIndex, counter: min($0.counter, other[$0.logIndex]))
      }.filter { $0.counter > 0 })
  }
}

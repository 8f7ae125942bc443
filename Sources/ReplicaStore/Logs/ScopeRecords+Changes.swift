public import CausalHistory
public import Foundation
internal import GRDB
internal import ProtocolMessages
public import SignedLogs
internal import SwiftProtobuf
public import SyncProtocol

/// What this replica knows of one change, which is one commit of one log.
public struct ChangeStanding: Sendable, Hashable {
  /// A member of the scope, and whether the change is with it.
  public struct Holder: Sendable, Hashable {
    public let node: NodeID
    /// Three capitals; `?` for a node that the control log does not introduce.
    public let reference: String
    /// Whether it is known to hold the change: it said so, or wrote something that had seen it.
    public let holds: Bool
  }

  public let scope: ScopeID
  public let scopeName: String
  public let dot: Dot
  /// The partnership whose log it is in.
  public let author: String
  public let isOwn: Bool
  /// Whether it is in this replica's logs.
  public let isHere: Bool
  /// Why it has no effect; `nil` if it has, or is not here.
  public let void: VoidReason?
  /// Why its content was withdrawn, in the authority's words; `nil` if it was not.
  public let withdrawnBecause: String?
  /// Whether it is on one of two ways in which its log was continued: set aside by a verdict, or
  /// waiting for one.
  public let isDisputed: Bool
  /// Where the authority ended its log; `nil` while the log may grow.
  public let cut: LogCut?
  /// When the hub signed that it holds the change, by its clock; `nil` if it has not, or this is the
  /// hub.
  public let receivedByHubAt: Date?
  /// What people call the objects that it changed, in order.
  public let objects: [String]
  /// The other members, by reference.
  public let holders: [Holder]
}

extension ScopeRecords {
  /// What is known here of a change.
  ///
  /// - Parameters:
  ///   - dot: The change; its log index may be one that the scope does not have.
  ///   - scope: A scope that is here.
  ///   - node: This replica's own name, which is left out of the holders.
  /// - Returns: What is known; `nil` if the scope has no such log.
  /// - Throws: ``ReplicaError``.
  public func change(_ dot: Dot, in scope: ScopeID, at node: NodeID) throws -> ChangeStanding? {
    let control = try control(of: scope)
    guard dot.counter > 0, let log = control.logs[dot.logIndex] else { return nil }
    let receipt = try receipt(for: scope)
    let isReceived = try confirmed(ofLog: dot.logIndex, in: scope) >= dot.counter
    let isHere = try frontier(of: scope).covers(dot)
    return ChangeStanding(
      scope: scope, scopeName: control.genesis.name, dot: dot,
      author: control.reference(of: log.genesis.node),
      isOwn: try ownLog(in: scope)?.log == log.genesis.log, isHere: isHere,
      void: isHere ? try voidReason(of: dot, in: scope) : nil,
      withdrawnBecause: control.withdrawals[dot]?.ground,
      isDisputed: try isDisputed(dot, log, in: scope), cut: log.cut,
      receivedByHubAt: isReceived ? receipt.map { Date(milliseconds: $0.receivedAt) } : nil,
      objects: isHere ? try references(changedBy: dot, in: scope) : [],
      holders: try holders(of: VersionVector([.init(dot)]), in: scope, control, besides: node)
        .filter { $0.node != log.genesis.node })
  }

  /// Which members are known to hold some changes: they acknowledged them, or wrote what had seen
  /// them.
  ///
  /// - Parameters:
  ///   - changes: The last change wanted of each log.
  ///   - scope: The scope.
  ///   - control: Its control log.
  ///   - node: Who is left out: this replica.
  /// - Returns: The other members, by reference.
  /// - Throws: ``ReplicaError``.
  public func holders(
    of changes: VersionVector, in scope: ScopeID, _ control: ControlState, besides node: NodeID
  ) throws -> [ChangeStanding.Holder] {
    try control.members.keys.filter { $0 != node }.map { member in
      let own = control.logs(of: member).map(\.logIndex)
      let known = try known(to: member, in: scope, control)
      return ChangeStanding.Holder(
        node: member, reference: control.reference(of: member),
        holds: changes.entries.allSatisfy {
          own.contains($0.logIndex) || known[$0.logIndex] >= $0.counter
        })
    }.sorted { $0.reference < $1.reference }
  }

  /// What a member is known to hold of others' logs: it acknowledged it, or wrote something that had
  /// seen it.
  public func known(to member: NodeID, in scope: ScopeID, _ control: ControlState) throws
    -> VersionVector
  {
    var known = VersionVector(
      try acknowledged(by: member, of: scope).map {
        VersionVector.Entry(logIndex: $0.key, counter: $0.value)
      })
    let positions = try positions(of: scope)
    let forked = try forkedLogs(in: scope)
    for log in control.logs(of: member) {
      // Of which machine of the member that was, nobody can say until it is decided.
      guard log.cut != nil || !forked.contains(log.logIndex) else { continue }
      guard let author = positions[log.logIndex]?.author else { continue }
      let seen = control.bounded(author.context, madeUnder: author.control.sequence)
      for entry in seen.entries { known.advance(entry.logIndex, to: entry.counter) }
    }
    return known
  }

  /// Why a commit that is here has no effect; `nil` if it has.
  func voidReason(of dot: Dot, in scope: ScopeID) throws -> VoidReason? {
    try String.fetchOne(
      db, sql: "SELECT reason FROM voidCommit WHERE scope = ? AND logIndex = ? AND counter = ?",
      arguments: [try requiredKey(of: scope), dot.logIndex, stored(dot.counter)]
    ).flatMap(VoidReason.init(rawValue:))
  }

  /// Whether a change is kept aside by a verdict, or lies where a log was continued in two ways and
  /// no verdict has been given.
  private func isDisputed(_ dot: Dot, _ log: AdmittedLog, in scope: ScopeID) throws -> Bool {
    let isSetAside = try Bool.fetchOne(
      db,
      sql: """
        SELECT EXISTS (SELECT 1 FROM disputedCommit WHERE scope = ? AND logIndex = ? AND counter = ?)
        """, arguments: [try requiredKey(of: scope), dot.logIndex, stored(dot.counter)])
    if isSetAside == true { return true }
    guard try isForkOpen(ofLog: dot.logIndex, in: scope) else { return false }
    return try dot.counter > commonPart(of: dot.logIndex, in: scope)
  }

  /// The changes of an object that are here and have no effect, each with the reason, in order.
  public func voidChanges(of object: ObjectID, in scope: ScopeID) throws -> [(Dot, VoidReason)] {
    guard let key = try key(of: scope) else { return [] }
    return try ObjectIndex(db: db, scope: key).commits(of: object).sorted().compactMap { dot in
      try voidReason(of: dot, in: scope).map { (dot, $0) }
    }
  }

  /// Which of the changes to an object lost words, and why; in sentences.
  public func erasures(of object: ObjectID, in scope: ScopeID) throws -> [String] {
    let words = try erasedWords(in: scope)
    guard !words.isEmpty, let key = try key(of: scope) else { return [] }
    return try ObjectIndex(db: db, scope: key).commits(of: object).sorted().compactMap { dot in
      words[dot].map { "Words of its change \(dot) are \($0)." }
    }
  }

  /// The changes to an object whose withdrawn words somebody may still have, and who: ascending.
  public func unerased(of object: ObjectID, in scope: ScopeID, _ control: ControlState) throws
    -> [(dot: Dot, members: [NodeID])]
  {
    guard !control.withdrawals.isEmpty, let key = try key(of: scope) else { return [] }
    return try ObjectIndex(db: db, scope: key).commits(of: object).sorted().compactMap { dot in
      let members = try members(thatHoldWithdrawn: dot, control)
      return members.isEmpty ? nil : (dot, members)
    }
  }

  private func references(changedBy dot: Dot, in scope: ScopeID) throws -> [String] {
    let request = LoadRequest.run(
      scope, logIndex: dot.logIndex, first: dot.counter, last: dot.counter, limit: 1,
      byteLimit: .max)
    guard case .run(_, _, _, let commits, _)? = try load(request), let commit = commits.first,
      let payload = try? Iscan_Sync_V1_Operations(serializedBytes: commit.payload)
    else { return [] }
    var names: [ObjectID] = []
    for (place, operation) in payload.operation.enumerated() {
      let name = operation.objectID(in: dot, place: UInt32(clamping: place))
      if let name, !names.contains(name) { names.append(name) }
    }
    return try names.compactMap { try object($0, in: scope)?.reference }
  }
}

extension Iscan_Sync_V1_Operation {
  /// The object that an operation makes or changes; `nil` for one that this release does not know.
  fileprivate func objectID(in commit: Dot, place: UInt32) -> ObjectID? {
    let name: Iscan_Sync_V1_ObjectName
    switch action {
    case .create:
      return ObjectID(
        logIndex: commit.logIndex, counter: commit.counter, operationIndex: place)
    case .set(let set): name = set.object
    case .addElement(let addition): name = addition.object
    case .removeElement(let removal): name = removal.object
    case .append(let addition): name = addition.object
    case .putChunk(let chunk): name = chunk.object
    case nil: return nil
    }
    return ObjectID(
      logIndex: name.logIndex == 0 ? commit.logIndex : name.logIndex, counter: name.counter,
      operationIndex: name.operationIndex)
  }
}

extension ControlState {
  /// The three letters of a member's partnership; `?` for a node that was never introduced.
  public func reference(of node: NodeID) -> String { nodes[node]?.description.reference ?? "?" }
}

extension VersionVector.Entry {
  fileprivate init(_ dot: Dot) { self.init(logIndex: dot.logIndex, counter: dot.counter) }
}

extension Date {
  /// A time as logs and receipts state it.
  init(milliseconds: UInt64) { self.init(timeIntervalSince1970: Double(milliseconds) / 1000) }
}

extension ScopeRecords {
  /// The last change of each log that named an object; nothing for an object that is not here.
  public func lastChanges(of object: ObjectID, in scope: ScopeID) throws -> VersionVector {
    var last = VersionVector()
    guard let key = try key(of: scope) else { return last }
    for dot in try ObjectIndex(db: db, scope: key).commits(of: object) { last.advance(to: dot) }
    return last
  }
}

/// A change that is in a log and has no effect.
public struct VoidChange: Codable, Sendable, Hashable {
  /// The name of the scope.
  public let scope: String
  /// Such as `2.17`.
  public let change: String
  /// The partnership whose log it is in.
  public let author: String
  /// The stable word for the reason.
  public let reason: String
  public let inWords: String
}

extension ScopeRecords {
  /// How many changes of a log have no effect.
  public func voidCount(ofLog logIndex: UInt32, in scope: ScopeID) throws -> Int {
    try Int.fetchOne(
      db, sql: "SELECT count(*) FROM voidCommit WHERE scope = ? AND logIndex = ?",
      arguments: [try requiredKey(of: scope), logIndex]) ?? 0
  }

  /// The changes of a scope that have no effect, by log and place.
  public func voidChanges(in scope: ScopeID) throws -> [VoidChange] {
    let control = try control(of: scope)
    return try Row.fetchAll(
      db,
      sql: """
        SELECT logIndex, counter, reason FROM voidCommit WHERE scope = ?
        ORDER BY logIndex, counter
        """, arguments: [try requiredKey(of: scope)]
    ).map { row in
      let counter: Int64 = row["counter"]
      let dot = Dot(logIndex: row["logIndex"], counter: UInt64(clamping: counter))
      let reason: String = row["reason"]
      return VoidChange(
        scope: control.genesis.name, change: dot.description,
        author: control.logs[dot.logIndex].map { control.reference(of: $0.genesis.node) } ?? "?",
        reason: reason, inWords: VoidReason(rawValue: reason)?.inWords ?? reason)
    }
  }
}

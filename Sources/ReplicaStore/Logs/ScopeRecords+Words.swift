public import CausalHistory
internal import Foundation
internal import GRDB
public import SignedLogs

extension ScopeRecords {
  /// The place for which the scope's authority signed two decisions; `nil` on an ordinary day.
  public func disputedSequence(in scope: ScopeID) throws -> UInt64? {
    try Int64.fetchOne(
      db, sql: "SELECT sequence FROM controlDispute WHERE scope = ?",
      arguments: [try requiredKey(of: scope)]
    ).map { UInt64(clamping: $0) }
  }

  /// The members that have said that they erased the payload of a withdrawn commit.
  public func members(thatErased dot: Dot, in scope: ScopeID) throws -> Set<NodeID> {
    let subject = Data("\(dot.logIndex).\(dot.counter)".utf8)
    let nodes = try Data.fetchAll(
      db, sql: "SELECT node FROM memberWord WHERE scope = ? AND kind = 'redacted' AND subject = ?",
      arguments: [try requiredKey(of: scope), subject])
    return Set(nodes.compactMap { NodeID($0) })
  }

  /// The members that may still have the payload of a withdrawn commit. Who came after the withdrawal
  /// never had it.
  ///
  /// - Parameters:
  ///   - dot: The commit.
  ///   - control: The scope's control log as it is here.
  /// - Returns: Those who have not said that they erased it, ascending; none if it was not withdrawn.
  /// - Throws: ``ReplicaError/scopeUnknown(_:)``.
  public func members(thatHoldWithdrawn dot: Dot, _ control: ControlState) throws -> [NodeID] {
    guard let sequence = control.withdrawnAt[dot] else { return [] }
    let erased = try members(thatErased: dot, in: control.scope)
    return control.members.keys.filter {
      control.memberSince[$0] ?? 0 < sequence && !erased.contains($0)
    }.sorted()
  }

  /// The members that have made a snapshot anew from their own logs and signed that it is the same.
  ///
  /// - Parameters:
  ///   - hash: Of the snapshot's manifest.
  ///   - scope: The scope.
  /// - Returns: Ascending by node.
  /// - Throws: ``ReplicaError/scopeUnknown(_:)``.
  public func witnesses(of hash: Digest, in scope: ScopeID) throws -> [Witness] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT node, signature FROM memberWord
        WHERE scope = ? AND kind = 'witness' AND subject = ? AND length(signature) > 0
        ORDER BY node
        """, arguments: [try requiredKey(of: scope), Data(hash.bytes)]
    ).compactMap { row in
      NodeID(bytes(row["node"])).map { Witness(node: $0, signature: bytes(row["signature"])) }
    }
  }
}

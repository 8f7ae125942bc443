internal import GRDB
public import SignedLogs
internal import SyncProtocol

// What the hub's receipt says of the logs as they are here. A receipt names counters; of a log that
// was continued in two ways the hub's commit of that number may be another.
extension ScopeRecords {
  /// How many of a log's commits, as they are here, the hub has signed that it holds.
  ///
  /// - Parameters:
  ///   - logIndex: The log.
  ///   - scope: Its scope.
  /// - Returns: Where the hub holds the log otherwise, as many as both are known to have in common.
  /// - Throws: ``ReplicaError``; `SignedLogError` if commits were changed on disk.
  public func confirmed(ofLog logIndex: UInt32, in scope: ScopeID) throws -> UInt64 {
    let stated = try receipt(for: scope)?.frontier.first { $0.logIndex == logIndex }
    guard let stated, stated.counter > 0 else { return 0 }
    let last = try positions(of: scope)[logIndex]?.head.counter ?? 0
    if last >= stated.counter {
      // Of what was let go, both had the same before.
      guard let here = try head(of: logIndex, at: stated.counter, in: scope) else {
        return stated.counter
      }
      if Array(here.hash.bytes.prefix(stated.hashPrefix.count)) == stated.hashPrefix {
        return stated.counter
      }
    } else if try !hasFork(logIndex, in: scope) {
      return stated.counter
    }
    return min(stated.counter, try commonPart(of: logIndex, in: scope))
  }

  /// How many of a log's commits, as they are here, are at the hub for certain: the hub has signed that
  /// it holds them, or they came from it.
  ///
  /// What another machine of this node wrote comes back from the hub, which signs for it only when it
  /// next has a reason to. Of the log that this machine writes to, the hub's signature alone counts.
  ///
  /// - Parameters:
  ///   - logIndex: The log.
  ///   - scope: Its scope.
  ///   - hub: The hub's node; `nil` if there is none.
  /// - Returns: As many as ``confirmed(ofLog:in:)`` at least.
  /// - Throws: ``ReplicaError``; `SignedLogError` if commits were changed on disk.
  public func certainAtHub(ofLog logIndex: UInt32, in scope: ScopeID, hub: NodeID?) throws
    -> UInt64
  {
    let signed = try confirmed(ofLog: logIndex, in: scope)
    let isWrittenHere = try ownLogPosition(in: scope)?.logIndex == logIndex
    guard let hub, !isWrittenHere, try !hasFork(logIndex, in: scope) else { return signed }
    let said = try acknowledged(by: hub, of: scope)[logIndex] ?? 0
    let here = try positions(of: scope)[logIndex]?.head.counter ?? 0
    return max(signed, min(said, here))
  }

  /// Whether a log is known to have been continued in two ways and nobody has decided between them.
  public func isForkOpen(ofLog logIndex: UInt32, in scope: ScopeID) throws -> Bool {
    guard let log = try control(of: scope).logs[logIndex], log.forks.isEmpty, log.cut == nil else {
      return false
    }
    return try hasFork(logIndex, in: scope)
  }

  /// The logs of which there is proof that they were continued in two ways and that is not settled here.
  func forkedLogs(in scope: ScopeID) throws -> Set<UInt32> {
    // A database of an earlier release may have no table for proofs.
    guard try db.tableExists("forkProof") else { return [] }
    return Set(
      try UInt32.fetchAll(
        db, sql: "SELECT logIndex FROM forkProof WHERE scope = ?",
        arguments: [try requiredKey(of: scope)]))
  }

  private func hasFork(_ logIndex: UInt32, in scope: ScopeID) throws -> Bool {
    if try control(of: scope).logs[logIndex]?.forks.isEmpty == false { return true }
    // A database of an earlier release may have no table for proofs.
    guard try db.tableExists("forkProof") else { return false }
    return try forkProofs(in: scope)[logIndex] != nil
  }

  /// Up to where both ways of a forked log are known to be the same.
  func commonPart(of logIndex: UInt32, in scope: ScopeID) throws -> UInt64 {
    if let certain = try control(of: scope).logs[logIndex]?.forks.map(\.certainCounter).min() {
      return certain
    }
    return try forkPlace(of: logIndex, in: scope)?.common ?? 0
  }
}

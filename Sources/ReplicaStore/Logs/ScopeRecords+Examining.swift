internal import CausalHistory
internal import GRDB
public import SignedLogs
internal import SyncProtocol

extension ScopeRecords {
  /// What is wrong with the stored records of a scope; empty if nothing is.
  ///
  /// Verifies every signature, chain and seal again, folds all commits anew in memory, and compares
  /// with what is stored. Cost grows with the scope's commits, and so does the memory.
  ///
  /// - Parameter scope: A scope that is here.
  /// - Returns: One sentence for each fault.
  /// - Throws: `DatabaseError` if the database cannot be read.
  public func faults(of scope: ScopeID) throws -> [String] {
    let control: ControlState
    do {
      control = try self.control(of: scope)
    } catch let error as SignedLogError {
      return ["A control record of scope \(scope.hex.prefix(16)) does not verify: \(error.detail)"]
    }
    let key = try requiredKey(of: scope)
    let name = control.genesis.name
    var replica = ScopeReplica(control: control)
    do {
      for commit in try commitsInOrder(scope: key, control) { _ = replica.apply(commit) }
    } catch let error as SignedLogError {
      return ["A commit in \"\(name)\" does not verify: \(error.detail)"]
    } catch is ReplicaError {
      return ["Commits in \"\(name)\" are missing, or are not the ones that were sealed."]
    }
    var faults: [String] = []
    if try frontier(scope: key) != replica.frontier {
      faults.append("The stored positions of \"\(name)\" are not those of its commits.")
    }
    let storedHash: Digest?
    do { storedHash = try stateHash(of: scope) } catch is SyncError { storedHash = nil }
    if storedHash != replica.stateHash {
      faults.append("The shared records of \"\(name)\" are not what its commits make of them.")
    }
    return faults
  }

  /// Every stored commit of a scope in the order in which it was applied, verified again.
  func commitsInOrder(scope: Int64, _ control: ControlState) throws -> [VerifiedCommit] {
    let commits = try verifiedCommits(scope: scope, control)
    let order = try Row.fetchAll(
      db, sql: "SELECT logIndex, counter FROM logCommit WHERE scope = ? ORDER BY ordinal",
      arguments: [scope])
    return try order.map { row in
      let counter: Int64 = row["counter"]
      let dot = Dot(logIndex: row["logIndex"], counter: UInt64(clamping: counter))
      guard let commit = commits[dot] else {
        throw ReplicaError.storedRecordDamaged(table: "logCommit")
      }
      return commit
    }
  }
}

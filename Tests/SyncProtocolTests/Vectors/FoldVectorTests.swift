import CausalHistory
import SignedLogs
import SyncProtocol
import Testing

/// `Protocol/State.md` against an implementation that was written from it alone.
@Suite("Fold vectors of the reference peer")
struct FoldVectorTests {
  @Test(
    "Every world comes to the same rows, hash and void commits", arguments: try FoldVector.all())
  func worlds(_ vector: FoldVector) throws {
    for logs in [vector.logs, vector.logs.reversed()] {
      let replica = try folded(vector, logs: logs)
      let rows = replica.objects.allRows.map { [text($0.key.bytes), text($0.value.bytes)] }
      #expect(rows == vector.state.rows)
      #expect(text(replica.stateHash.bytes) == vector.state.hash)
      let void = replica.void.map { dot, reason in
        FoldVector.Void(logIndex: dot.logIndex, counter: dot.counter, reason: reason.rawValue)
      }
      #expect(Set(void) == Set(vector.state.void))
    }
  }

  /// Verifies everything, and applies each log as far as it goes, one after the other, until nothing
  /// moves.
  private func folded(_ vector: FoldVector, logs: [FoldVector.Log]) throws -> ScopeReplica {
    let genesis = try VerifiedScopeGenesis(verifying: try vector.scopeGenesis.bytes)
    var control = ControlState(genesis: genesis)
    for record in vector.records { try control.apply(try record.bytes) }
    var replica = ScopeReplica(control: control)
    var waiting = try logs.map { try verified($0, control: control) }
    var moved = true
    while moved {
      moved = false
      for place in waiting.indices {
        while let next = waiting[place].first {
          if case .buffered = replica.apply(next) { break }
          waiting[place].removeFirst()
          moved = true
        }
      }
    }
    #expect(waiting.allSatisfy { $0.isEmpty })
    return replica
  }

  private func verified(_ log: FoldVector.Log, control: ControlState) throws -> [VerifiedCommit] {
    guard !log.commits.isEmpty else { return [] }
    let genesis = try #require(control.logs[log.logIndex]?.genesis)
    let seals = try log.seals.map {
      Seal(counter: $0.counter, signature: try hex($0.signature))
    }
    return try verifyRun(
      from: .start(logIndex: log.logIndex, logID: genesis.log),
      commits: try log.commits.map { try $0.bytes }, seals: seals, logKey: genesis.logKey,
      withdrawn: control.withdrawals
    ).commits
  }

  private func text(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

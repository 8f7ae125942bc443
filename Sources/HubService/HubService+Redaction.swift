internal import CausalHistory
internal import Foundation
internal import GRDB
internal import HubStore
internal import PartnershipRecords
internal import ProtocolMessages
internal import ReplicaStore
internal import SignedLogs
internal import SwiftProtobuf
internal import SyncProtocol

/// A change whose words are to be withdrawn, shown before it is done.
public struct WithdrawalView: Codable, Sendable, Hashable {
  public let scope: String
  /// Such as `2.17`.
  public let change: String
  /// The partnership whose log it is in.
  public let author: String
  /// How many of its operations lose their words.
  public let operations: Int
}

extension HubService {
  /// The changes that wrote words into a field of a shared object and are not withdrawn yet.
  ///
  /// - Parameters:
  ///   - reference: Such as `GAT-T-0042`.
  ///   - field: The field's number.
  /// - Returns: By scope, log and place.
  /// - Throws: ``HubServiceError/referenceUnknown(_:)``.
  public func withdrawable(_ reference: String, field: UInt32) throws -> [WithdrawalView] {
    try database.writer.read { db in
      try plans(reference, field: field, ScopeRecords(db)).map(\.view)
    }
  }

  /// Withdraws the words that were written into a field: every member that hears of it erases them.
  /// The changes stay in their logs with everything else that they did, and their chains verify.
  ///
  /// - Parameters:
  ///   - reference: Such as `GAT-T-0042`.
  ///   - field: The field's number.
  ///   - ground: Why, 1 to 256 bytes; everybody in the scope reads it, so it repeats none of it.
  /// - Returns: What was withdrawn.
  /// - Throws: ``HubServiceError``; `SignedLogError` if the decision breaks a rule.
  @discardableResult
  public func redact(_ reference: String, field: UInt32, ground: String) throws -> [WithdrawalView]
  {
    let ground = ground.trimmingCharacters(in: .whitespacesAndNewlines)
    guard (1...256).contains(ground.utf8.count) else { throw HubServiceError.reasonMissing }
    return try database.writer.write { db in
      let records = ScopeRecords(db)
      let plans = try plans(reference, field: field, records)
      let scopes = try HubScopes(db, keys: keys)
      for plan in plans {
        try scopes.redact(
          Withdrawal(
            dot: plan.dot, payloadDigest: plan.digest, remainder: try Remainder(plan.remainder),
            ground: ground), in: plan.scope)
      }
      return plans.map(\.view)
    }
  }

  private struct Plan {
    let scope: ScopeID
    let dot: Dot
    let digest: Digest
    let remainder: [UInt8]
    let view: WithdrawalView
  }

  private func plans(_ reference: String, field: UInt32, _ records: ScopeRecords) throws -> [Plan] {
    let objects = try records.objects(reference: reference)
    guard !objects.isEmpty else { throw HubServiceError.referenceUnknown(reference) }
    return try objects.flatMap { object in
      let control = try records.control(of: object.scope)
      let frontier = try records.frontier(of: object.scope)
      return try control.logsInOrder.flatMap { log in
        try plans(
          of: object, field: field, in: log, upTo: frontier[log.logIndex], control, records)
      }
    }
  }

  private func plans(
    of object: SharedObject, field: UInt32, in log: AdmittedLog, upTo last: UInt64,
    _ control: ControlState, _ records: ScopeRecords
  ) throws -> [Plan] {
    var plans: [Plan] = []
    var next: UInt64 = 1
    while next <= last {
      let request = LoadRequest.run(
        object.scope, logIndex: log.logIndex, first: next, last: last, limit: 256,
        byteLimit: 1_048_576)
      guard case .run(_, _, _, let commits, _)? = try records.load(request), !commits.isEmpty
      else { break }
      for (counter, commit) in zip(next..., commits) {
        let dot = Dot(logIndex: log.logIndex, counter: counter)
        guard control.withdrawals[dot] == nil,
          let (remainder, count) = without(field, of: object.state.id, in: commit, dot),
          let digest = Digest(commit.withdrawn().message.payloadDigest)
        else { continue }
        plans.append(
          Plan(
            scope: object.scope, dot: dot, digest: digest, remainder: remainder,
            view: WithdrawalView(
              scope: control.genesis.name, change: dot.description,
              author: control.reference(of: log.genesis.node), operations: count)))
      }
      next += UInt64(commits.count)
    }
    return plans
  }

  /// The commit's operations with the words of one field left out, each in its place; `nil` if it has
  /// none of them.
  private func without(
    _ field: UInt32, of object: ObjectID, in commit: UnverifiedCommit, _ dot: Dot
  ) -> ([UInt8], count: Int)? {
    guard var operations = try? Iscan_Sync_V1_Operations(serializedBytes: commit.payload) else {
      return nil
    }
    var count = 0
    for place in operations.operation.indices {
      guard operations.operation[place].emptyWords(of: object, field: field, in: dot) else {
        continue
      }
      count += 1
    }
    guard count > 0, let bytes = try? operations.serializedBytes() as [UInt8] else { return nil }
    return (bytes, count)
  }
}

extension Iscan_Sync_V1_Operation {
  /// Leaves the words out of a write to a field.
  ///
  /// - Returns: Whether it had any.
  fileprivate mutating func emptyWords(of object: ObjectID, field: UInt32, in dot: Dot) -> Bool {
    switch action {
    case .set(var set):
      guard set.field == field, set.object.names(object, in: dot), set.value.empty() else {
        return false
      }
      set.resolutionNote = ""
      self.set = set
    case .addElement(var addition):
      guard addition.field == field, addition.object.names(object, in: dot),
        addition.value.empty()
      else { return false }
      addElement = addition
    case .append(var addition):
      guard addition.field == field, addition.object.names(object, in: dot),
        addition.value.empty()
      else { return false }
      append = addition
    default: return false
    }
    return true
  }
}

extension Iscan_Sync_V1_Value {
  fileprivate mutating func empty() -> Bool {
    guard case .text(let text)? = kind, !text.isEmpty else { return false }
    kind = .text("")
    return true
  }
}

extension Iscan_Sync_V1_ObjectName {
  fileprivate func names(_ object: ObjectID, in dot: Dot) -> Bool {
    (logIndex == 0 ? dot.logIndex : logIndex) == object.logIndex && counter == object.counter
      && operationIndex == object.operationIndex
  }
}

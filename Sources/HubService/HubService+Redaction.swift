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

/// What is to be erased of a shared object.
public enum WithdrawalTarget: Sendable, Hashable {
  /// The words of a field, by its number.
  case field(UInt32)
  /// A file of a task, by its name: its content, and the name with it.
  case attachment(String)
}

extension HubService {
  /// The changes that wrote what is to be erased, those too that lost other words before.
  ///
  /// - Parameters:
  ///   - target: What of it.
  ///   - reference: Such as `GAT-T-0042`.
  /// - Returns: By scope, log and place.
  /// - Throws: ``HubServiceError/referenceUnknown(_:)``; `AttachmentError/unknown(task:)`.
  public func withdrawable(_ target: WithdrawalTarget, of reference: String) throws
    -> [WithdrawalView]
  {
    try database.writer.read { db in
      try plans(target, of: reference, ScopeRecords(db)).map(\.view)
    }
  }

  /// Withdraws words or a file: every member that hears of it erases them. The changes stay in their
  /// logs with everything else that they did, and their chains verify.
  ///
  /// - Parameters:
  ///   - target: What of it.
  ///   - reference: Such as `GAT-T-0042`.
  ///   - ground: Why, 1 to 256 bytes; everybody in the scope reads it, so it repeats none of it.
  /// - Returns: What was withdrawn.
  /// - Throws: ``HubServiceError``; `SignedLogError` if the decision breaks a rule.
  @discardableResult
  public func redact(_ target: WithdrawalTarget, of reference: String, ground: String) throws
    -> [WithdrawalView]
  {
    let ground = try check(ground: ground)
    let views = try database.writer.write { db in
      let records = ScopeRecords(db)
      let plans = try plans(target, of: reference, records)
      guard !plans.isEmpty else { throw HubServiceError.nothingToErase(reference) }
      let scopes = try HubScopes(db, keys: keys)
      for plan in plans {
        let control = try records.control(of: plan.scope)
        guard scopes.isOwn(control) else {
          throw HubServiceError.scopeOfHubAbove(control.genesis.name)
        }
        try scopes.redact(
          Withdrawal(
            dot: plan.dot, payloadDigest: plan.digest, remainder: try Remainder(plan.remainder),
            ground: ground, replaces: control.withdrawnAt[plan.dot] ?? 0,
            salt: randomBytes(16)), in: plan.scope)
      }
      return plans.map(\.view)
    }
    // If a session reads just now, the serving hub goes on with it within a second.
    try Erasures.finish(in: database.writer, now: now())
    return views
  }

  /// A ground as everybody will read it.
  ///
  /// - Returns: Without white space around it.
  /// - Throws: ``HubServiceError/groundUnusable(bytes:)``.
  @discardableResult
  public func check(ground: String) throws -> String {
    let ground = ground.trimmingCharacters(in: .whitespacesAndNewlines)
    guard (1...256).contains(ground.utf8.count) else {
      throw HubServiceError.groundUnusable(bytes: ground.utf8.count)
    }
    return ground
  }

  private struct Plan {
    let scope: ScopeID
    let dot: Dot
    let digest: Digest
    let remainder: [UInt8]
    let view: WithdrawalView
  }

  private func plans(_ target: WithdrawalTarget, of reference: String, _ records: ScopeRecords)
    throws -> [Plan]
  {
    let objects = try records.objects(called: reference)
    guard !objects.isEmpty else { throw HubServiceError.referenceUnknown(reference) }
    // What one person asks for must not hit another's.
    guard objects.count == 1 else {
      throw HubServiceError.referenceAmbiguous(reference, names: objects.map(\.fullName))
    }
    let words = try objects.flatMap { object -> [WithdrawnWords] in
      switch target {
      case .field(let field):
        return [WithdrawnWords(scope: object.scope, words: .field(object.state.id, field))]
      case .attachment(let name):
        return try SharedTask.attachments(of: object.state).filter { $0.name == name }.map {
          let contents = try records.objects(reference: $0.digest.hex).filter {
            $0.scope == object.scope && $0.state.kind == SharedAttachment.kind
          }
          return WithdrawnWords(
            scope: object.scope, words: .file($0.digest.hex, Set(contents.map(\.state.id))))
        }
      }
    }
    if case .attachment = target, words.isEmpty { throw AttachmentError.unknown(task: reference) }
    var found: [Plan] = []
    for words in words {
      let control = try records.control(of: words.scope)
      let frontier = try records.frontier(of: words.scope)
      for log in control.logsInOrder {
        for plan in try plans(
          for: words, in: log, upTo: frontier[log.logIndex], after: found, control, records)
        {
          // One change may hold several things that have to go: it is withdrawn once.
          found.removeAll { $0.scope == plan.scope && $0.dot == plan.dot }
          found.append(plan)
        }
      }
    }
    return found
  }

  private func plans(
    for words: WithdrawnWords, in log: AdmittedLog, upTo last: UInt64, after found: [Plan],
    _ control: ControlState, _ records: ScopeRecords
  ) throws -> [Plan] {
    var plans: [Plan] = []
    var next: UInt64 = 1
    while next <= last {
      let request = LoadRequest.run(
        words.scope, logIndex: log.logIndex, first: next, last: last, limit: 256,
        byteLimit: 1_048_576)
      guard case .run(_, _, _, let commits, _)? = try records.load(request), !commits.isEmpty
      else { break }
      for (counter, commit) in zip(next..., commits) {
        let dot = Dot(logIndex: log.logIndex, counter: counter)
        let digest = commit.payloadDigest
        let earlier = control.withdrawals[dot].flatMap { $0.payloadDigest == digest ? $0 : nil }
        let planned = found.first { $0.scope == words.scope && $0.dot == dot }
        let content = planned?.remainder ?? earlier?.remainder.bytes ?? commit.payload
        guard let (remainder, count) = words.left(of: content, dot) else { continue }
        plans.append(
          Plan(
            scope: words.scope, dot: dot, digest: digest, remainder: remainder,
            view: WithdrawalView(
              scope: control.genesis.name, change: dot.description,
              author: control.reference(of: log.genesis.node),
              operations: count + (planned?.view.operations ?? 0))))
      }
      next += UInt64(commits.count)
    }
    return plans
  }
}

/// What is to be erased, of which objects in which scope.
private struct WithdrawnWords {
  enum Words {
    case field(ObjectID, UInt32)
    /// The content's digest, and the objects that hold it.
    case file(String, Set<ObjectID>)
  }

  let scope: ScopeID
  let words: Words

  /// Operations without them, each in its place; `nil` if they have none of them.
  ///
  /// - Parameters:
  ///   - content: A commit's payload, or what the authority left of it before.
  ///   - dot: The commit.
  /// - Returns: What is left, and how many operations were emptied.
  func left(of content: [UInt8], _ dot: Dot) -> ([UInt8], count: Int)? {
    guard var operations = try? Iscan_Sync_V1_Operations(serializedBytes: content) else {
      return nil
    }
    var count = 0
    for place in operations.operation.indices {
      let isEmptied =
        switch words {
        case .field(let object, let field):
          operations.operation[place].emptyWords(of: object, field: field, in: dot)
        case .file(let digest, let objects):
          operations.operation[place].emptyFile(digest, objects, in: dot)
        }
      if isEmptied { count += 1 }
    }
    guard count > 0, let bytes = try? operations.serializedBytes() as [UInt8] else { return nil }
    return (bytes, count)
  }
}

extension Iscan_Sync_V1_Operation {
  /// Leaves out a file's name where a task names it, or a part of its content.
  ///
  /// - Returns: Whether it had any.
  fileprivate mutating func emptyFile(_ digest: String, _ objects: Set<ObjectID>, in dot: Dot)
    -> Bool
  {
    switch action {
    case .addElement(var addition):
      guard addition.field == TaskAttachment.field, addition.value.text.hasPrefix("\(digest) "),
        addition.value.empty()
      else { return false }
      addElement = addition
    case .putChunk(var chunk):
      guard !chunk.content.isEmpty, objects.contains(where: { chunk.object.names($0, in: dot) })
      else { return false }
      chunk.content = Data()
      putChunk = chunk
    default: return false
    }
    return true
  }

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

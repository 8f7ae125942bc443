internal import BusinessCycle
internal import CausalHistory
internal import Foundation
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol
internal import SyncTransport

extension NodeService {
  /// What keeps the changes of a log here that was continued in two ways.
  static let forkInWords =
    "this machine's log was continued in two ways, and the regional office has not decided yet"

  /// What of this node's own logs in a scope is not at the hub for certain: of the log that it writes
  /// to, admitted or not, and of its others.
  func unsentObjects(in scope: ScopeID, _ records: ScopeRecords) throws
    -> [WaitingRecord]
  {
    let control = try records.control(of: scope)
    let own = try control.logs(of: nodeID()).map(\.logIndex)
    let hub = try Self.enrolment(records.database)?.hubNode
    let route = try route(records)
    var waiting: [ObjectID: UnsentObject] = [:]
    for logIndex in [0] + own {
      let held = try records.certainAtHub(ofLog: logIndex, in: scope, hub: hub)
      let isDisputed = try records.isForkOpen(ofLog: logIndex, in: scope)
      let end = control.logs[logIndex]?.cut?.counter ?? .max
      try records.eachCommit(of: logIndex, in: scope, after: held) { commit in
        // Beyond its end nothing is sent any more.
        guard commit.dot.counter <= end else { return }
        for object in commit.objects {
          let says = ObjectHistory(of: object, in: CollectionOfOne(commit), under: control)
            .journal.count
          waiting[object, default: UnsentObject()].add(
            UnsentObject(
              since: commit.hybridTime.milliseconds, commits: 1, changes: says > 0 ? 1 : 0,
              isDisputed: isDisputed, isUnadmitted: logIndex == 0))
        }
      }
    }
    try countFiles(in: scope, &waiting, records)
    return try waiting.sorted { $0.key < $1.key }.compactMap { name, what in
      guard let object = try records.object(name, in: scope), what.changes > 0,
        let word = [SharedTask.kind: "task", SharedRelease.kind: "release"][object.kind]
      else { return nil }
      let fullName = SharedObject.fullName(of: name, in: scope)
      let isOnly = try records.objects(reference: object.reference).count == 1
      let count =
        what.changes == 1 ? "One change to it is" : "\(what.changes) changes to it are"
      return WaitingRecord(
        reference: isOnly ? object.reference : fullName, name: fullName, kind: word,
        since: Date(timeIntervalSince1970: Double(what.since) / 1000), changes: what.changes,
        reason: "\(count) not at the hub yet"
          + (what.isDisputed
            ? ": \(Self.forkInWords)."
            : what.isUnadmitted ? ": the hub has not admitted this node's log yet." : "."),
        remedy: what.isDisputed
          ? CloseCode.forkDetected.remedy : what.isUnadmitted ? route.admission : route.send,
        isDisputed: what.isDisputed, isUnadmitted: what.isUnadmitted)
    }
  }

  /// Counts the changes that carry a file's content with the task that names the file.
  private func countFiles(
    in scope: ScopeID, _ waiting: inout [ObjectID: UnsentObject], _ records: ScopeRecords
  ) throws {
    var tasks: [String: ObjectID] = [:]
    for name in waiting.keys.sorted() {
      guard let task = try records.object(name, in: scope) else { continue }
      for file in SharedTask.attachments(of: task) where tasks[file.digest.hex] == nil {
        tasks[file.digest.hex] = name
      }
    }
    guard !tasks.isEmpty else { return }
    for (name, content) in waiting {
      guard let object = try records.object(name, in: scope), object.kind == SharedAttachment.kind,
        let task = tasks[object.reference]
      else { continue }
      waiting[name] = nil
      waiting[task]?.add(content.carryingContent)
    }
  }
}

/// What of one object the hub has not signed for.
private struct UnsentObject {
  var since = UInt64.max
  /// How many commits name it.
  var commits = 0
  /// How many of them say something of it.
  var changes = 0
  var isDisputed = false
  var isUnadmitted = false

  mutating func add(_ other: UnsentObject) {
    since = min(since, other.since)
    commits += other.commits
    changes += other.changes
    isDisputed = isDisputed || other.isDisputed
    isUnadmitted = isUnadmitted || other.isUnadmitted
  }

  /// The same of the content of a file, of which nobody says anything.
  var carryingContent: UnsentObject {
    var content = self
    content.changes = commits
    return content
  }
}

import Foundation
import GRDB
import NodeService
import ReplicaStore
import SignedLogs
import SyncProtocol

/// What must be true after any kill. Each check gives sentences about what is not.
enum KillChecks {
  /// Both databases are whole, and the hub has lost nothing that it ever held.
  static func files(_ databases: [String: KillDatabase]) throws -> [String] {
    try databases.sorted { $0.key < $1.key }.flatMap { name, database in
      try database.damage().map { "\(name): \($0)" }
    }
  }

  /// The hub holds every commit and release that it ever held, with the same bytes.
  static func hub(_ hub: KillDatabase, _ memory: inout KillMemory) throws -> [String] {
    var faults: [String] = []
    let commits = try hub.commits()
    for (name, bytes) in memory.hubCommits where commits[name] != bytes {
      faults.append("the hub lost or changed \(name)")
    }
    memory.hubCommits = commits
    let releases = try hub.received()
    for (name, bytes) in memory.hubReleases where releases[name] != bytes {
      faults.append("the hub lost or changed the release \(name)")
    }
    memory.hubReleases = releases
    return faults + folded(hub, "the hub", try hub.positions(), commits)
  }

  /// Every stored commit is folded, and none is folded that is not stored.
  private static func folded(
    _ database: KillDatabase, _ name: String, _ positions: [KillCommitName: Int64],
    _ commits: [KillCommitName: Data]
  ) -> [String] {
    let ends = Dictionary(grouping: commits.keys) {
      KillCommitName(scope: $0.scope, logIndex: $0.logIndex, counter: 0)
    }
    let all = Set(ends.keys).union(positions.keys)
    return all.compactMap { log in
      let counters = (ends[log] ?? []).map(\.counter).sorted()
      let expected = positions[log] ?? 0
      return counters == Array(1..<expected + 1)
        ? nil : "\(name) holds \(counters.count) commits of log \(log.logIndex), folded \(expected)"
    }
  }

  /// A node and the hub hold the same bytes of every log, and the hub holds what it gave receipts
  /// for.
  static func logs(_ node: KillDatabase, _ hub: KillDatabase, of name: String) throws -> [String] {
    var faults: [String] = []
    let (here, there) = (try node.commits(), try hub.commits())
    for (commit, bytes) in here {
      if let other = there[commit], other != bytes {
        faults.append("\(name) and the hub hold different bytes of \(commit)")
      }
    }
    let (ownEnds, ends) = (try node.positions(), try hub.positions())
    try node.queue.read { db in
      let records = ScopeRecords(db)
      for scope in try records.scopes() {
        if let own = try records.ownLogPosition(in: scope) {
          let log = KillCommitName(
            scope: Data(scope.bytes), logIndex: Int64(own.logIndex), counter: 0)
          // A node behind the hub in its own log would write other commits under the same numbers.
          if (ends[log] ?? 0) > (ownEnds[log] ?? 0) {
            faults.append("\(name) lost commits of its own log that the hub holds")
          }
        }
        let sent = try records.objects(kind: SharedRelease.kind, in: scope).map(\.state.reference)
        if Set(sent).count < sent.count {
          faults.append("\(name) wrote a release to its log twice")
        }
        for position in try records.receipt(for: scope)?.frontier ?? [] {
          let log = KillCommitName(
            scope: Data(scope.bytes), logIndex: Int64(position.logIndex), counter: 0)
          if (ends[log] ?? 0) < Int64(position.counter) {
            faults.append("the hub lost commits that it gave \(name) a receipt for")
          }
        }
      }
    }
    return faults + folded(node, name, try node.positions(), here)
  }

  /// Nothing was drawn twice, and what the hub holds is what was drawn and approved.
  static func releases(
    _ node: KillDatabase, _ listed: [KillRelease], of name: KillNode, _ memory: inout KillMemory
  ) throws -> [String] {
    var faults = try node.drawnTwice().map { "\(name.reference) drew \($0) twice" }
    let drawn = try node.measurements()
    for (release, bytes) in memory.nodes[name]?.drawn ?? [:] where drawn[release] != bytes {
      faults.append("\(name.reference) lost or changed what was drawn for \(release)")
    }
    memory.nodes[name, default: .init()].drawn = drawn
    if listed.map(\.release).sorted() != drawn.keys.sorted() {
      faults.append("\(name.reference): the ledger and the drawn figures name different releases")
    }
    let steps = Dictionary(listed.map { ($0.release, $0.step) }, uniquingKeysWith: { $1 })
    for (key, bytes) in memory.hubReleases where key.hasPrefix(name.reference) {
      let release = String(key.dropFirst(name.reference.count + 1))
      if drawn[release] != bytes { faults.append("the hub holds other bytes of \(key)") }
      let step = steps[release] ?? "none"
      if !["approved", "queued", "sent", "acknowledged"].contains(step) {
        faults.append("\(key) left in step \(step)")
      }
    }
    for release in memory.nodes[name]?.approved ?? []
    where ["none", "built", "previewed"].contains(steps[release] ?? "none") {
      faults.append("\(name.reference) lost the approval of \(release)")
    }
    return faults
  }
}

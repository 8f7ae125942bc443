import Foundation
import GRDB
import SignedLogs
import Testing

@testable import ReplicaStore
@testable import SyncProtocol

@Suite("What hub and node tell each other that they hold")
struct ReceiptTests {
  private static func receipt(
    _ region: StoreRegion, counter: UInt64, at time: UInt64
  ) throws -> ReceiptRecord {
    let position = StatedPosition(
      logIndex: 1, counter: counter, hashPrefix: [UInt8](repeating: 1, count: 8))
    return try #require(
      try ReceiptRecord(
        scope: region.scope, frontier: [position], receivedAt: time,
        signedBy: region.replicas[1].identity))
  }

  @Test("a receipt is kept as it was signed; a newer one takes its place")
  func receipts() throws {
    var region = try StoreRegion()
    for number in 0..<2 {
      try region.replicas[0].write { _ in
        [try SharedTask.create(reference: "MIL-T-000\(number)")]
      }
    }
    let replica = region.replicas[0]
    #expect(try replica.read { try $0.receipt(for: region.scope) } == nil)
    let first = try Self.receipt(region, counter: 1, at: 1_000)
    try replica.queue.write { try ScopeRecords($0).keep(first) }
    let found = try #require(try replica.read { try $0.receipt(for: region.scope) })
    #expect(found == first)
    #expect(found.isSigned(by: region.replicas[1].identity.publicKey))
    #expect(!found.isSigned(by: replica.identity.publicKey))
    // The first receipt is not about the second commit; the second is.
    #expect(try replica.read { try $0.standing(of: region.scope).needsReceipt })
    let second = try Self.receipt(region, counter: 2, at: 2_000)
    try replica.queue.write { try ScopeRecords($0).keep(second) }
    #expect(try replica.read { try $0.receipt(for: region.scope) }?.receivedAt == 2_000)
    #expect(try !replica.read { try $0.standing(of: region.scope).needsReceipt })
  }

  @Test("an acknowledgement only rises, is each peer's own, and waits for nothing")
  func acknowledgements() throws {
    let region = try StoreRegion()
    let replica = region.replicas[0]
    func keep(_ counters: [UInt32: UInt64], by peer: NodeID) throws {
      let positions = counters.map {
        StatedPosition(logIndex: $0.key, counter: $0.value, hashPrefix: [])
      }
      try replica.queue.write {
        try ScopeRecords($0).keep(acknowledged: positions, by: peer, of: region.scope)
      }
    }
    let peer = region.replicas[1].node
    #expect(try replica.read { try $0.acknowledged(by: peer, of: region.scope) } == [:])
    try keep([1: 4, 2: 2], by: peer)
    try keep([1: 3, 2: 7], by: peer)
    #expect(try replica.read { try $0.acknowledged(by: peer, of: region.scope) } == [1: 4, 2: 7])
    #expect(try replica.read { try $0.acknowledged(by: replica.node, of: region.scope) } == [:])
  }

  @Test("what came from the hub is with it; of what is written here its signature alone says so")
  func certainAtHub() throws {
    var region = try StoreRegion()
    for place in 0..<2 {
      for number in 0..<3 {
        try region.replicas[place].write { _ in
          [try SharedTask.create(reference: "MIL-T-000\(number)")]
        }
      }
    }
    let fellow = region.replicas[1]
    try region.replicas[0].receive(2, from: fellow, limit: 2)
    let replica = region.replicas[0]
    let hub = try region.reader().node
    try replica.queue.write { db in
      // The hub says more of both than is here.
      let said = [1, 2].map { StatedPosition(logIndex: $0, counter: 9, hashPrefix: []) }
      try ScopeRecords(db).keep(acknowledged: said, by: hub, of: region.scope)
    }
    func certain(_ logIndex: UInt32, _ hub: NodeID?) throws -> UInt64 {
      try replica.read { try $0.certainAtHub(ofLog: logIndex, in: region.scope, hub: hub) }
    }
    #expect(try certain(1, hub) == 0)
    #expect(try certain(2, hub) == 2)
    #expect(try certain(2, nil) == 0)
    #expect(try certain(2, fellow.node) == 0)
    let position = try #require(try replica.read { try $0.positions(of: region.scope)[1] })
    let receipt = try #require(
      try ReceiptRecord(
        scope: region.scope,
        frontier: [
          StatedPosition(
            logIndex: 1, counter: 3, hashPrefix: Array(position.head.hash.bytes.prefix(8)))
        ], receivedAt: 1_000, signedBy: region.replicas[1].identity))
    try replica.queue.write { try ScopeRecords($0).keep(receipt) }
    #expect(try certain(1, hub) == 3)
  }

  @Test("a peer that stands behind what it acknowledged holds what it says now")
  func broughtBack() async throws {
    let region = try StoreRegion()
    let replica = region.replicas[0]
    let keeper = ReplicaKeeper(replica.queue, rules: .init())
    let (peer, other) = (region.replicas[1].node, replica.node)
    func positions(_ counters: [UInt32: UInt64]) -> [StatedPosition] {
      counters.map { StatedPosition(logIndex: $0.key, counter: $0.value, hashPrefix: []) }
    }
    func held(by peer: NodeID) throws -> [UInt32: UInt64] {
      try replica.read { try $0.acknowledged(by: peer, of: region.scope) }
    }
    for node in [peer, other] {
      try await keeper.keep(
        acknowledged: positions([1: 4, 2: 7]), by: node, of: region.scope)
    }
    // More than it said is for an acknowledgement to say.
    try await keeper.note(.peerStands(region.scope, positions([1: 9, 2: 5])), from: peer)
    #expect(try held(by: peer) == [1: 4, 2: 5])
    // Of the first log it has nothing any more.
    try await keeper.note(.peerStands(region.scope, positions([2: 5])), from: peer)
    #expect(try held(by: peer) == [1: 0, 2: 5])
    #expect(try held(by: other) == [1: 4, 2: 7])
    try await keeper.keep(acknowledged: positions([1: 4, 2: 7]), by: peer, of: region.scope)
    #expect(try held(by: peer) == [1: 4, 2: 7])
  }

  @Test("what a peer says of logs that nobody admitted is not written down")
  func inventedLogs() async throws {
    let region = try StoreRegion()
    let replica = region.replicas[0]
    let invented = (3..<4_000).map {
      StatedPosition(logIndex: $0, counter: 1 << 62, hashPrefix: [])
    }
    try await ReplicaKeeper(replica.queue, rules: .init()).keep(
      acknowledged: invented, by: region.replicas[1].node, of: region.scope)
    let rows = try await replica.queue.read {
      try Int.fetchOne($0, sql: "SELECT count(*) FROM acknowledgement")
    }
    #expect(rows == 0)
  }

  @Test("an acknowledgement that is known already is not written again")
  func knownAlready() async throws {
    let region = try StoreRegion()
    let queue = region.replicas[0].queue
    let keeper = ReplicaKeeper(queue, rules: .init())
    let position = StatedPosition(logIndex: 1, counter: 4, hashPrefix: [])
    func changes() throws -> Int { try queue.read { $0.totalChangesCount } }
    try await keeper.keep(
      acknowledged: [position], by: region.replicas[1].node, of: region.scope)
    let before = try changes()
    try await keeper.keep(
      acknowledged: [position], by: region.replicas[1].node, of: region.scope)
    #expect(try changes() == before)
    try await keeper.keep(
      acknowledged: [position], by: region.replicas[0].node, of: region.scope)
    #expect(try changes() > before)
  }

  @Test(
    "an exchange that a program's orderly end ended is no refusal and no failure, as noted before or now",
    arguments: ["refused", "refused-by-peer", "stopped"])
  func stopped(_ outcome: String) throws {
    let queue = try StoredReplica.emptyDatabase()
    let end = Date(timeIntervalSince1970: 1_764_000_000)
    let code = outcome == "refused" ? "sync-shutting-down" : "sync-refused-shutting-down"
    try queue.write { db in
      try ScopeRecords(db).keep(
        SessionRecord(peer: nil, endedAt: end, outcome: outcome, code: code))
    }
    let (session, failure, contact) = try queue.read { db in
      let records = ScopeRecords(db)
      return (
        try records.lastExchange(), try records.lastFailure(), try records.lastContact()
      )
    }
    #expect(session?.outcome == "stopped" && session?.isRefused == false)
    #expect(session?.detail?.contains(outcome == "refused" ? "this end" : "other end") == true)
    #expect(failure == nil && contact == end)
  }

  @Test("a session that either side ended because its program stops is noted as stopped")
  func stoppedSummary() {
    let own = SessionOutcome.refused(.refused(.shuttingDown, detail: ""))
    let other = SessionOutcome.refusedByPeer(
      .refusedByPeer(code: CloseCode.shuttingDown.rawValue, reason: "", remedy: ""))
    #expect([own, other].map(\.word) == ["stopped", "stopped"])
    #expect(SessionOutcome.refused(.refused(.revoked, detail: "")).word == "refused")
  }

  @Test("sessions are listed with the latest first, and the last thousand are kept")
  func sessions() throws {
    let queue = try StoredReplica.emptyDatabase()
    let start = Date(timeIntervalSince1970: 1_764_000_000)
    try queue.write { db in
      for number in 0..<1_005 {
        try ScopeRecords(db).keep(
          SessionRecord(
            peer: nil, endedAt: start + TimeInterval(number), outcome: "refused",
            code: "unknown-peer", detail: "\(number)", commitsSent: number))
      }
    }
    let sessions = try queue.read { try ScopeRecords($0).sessions(limit: 2) }
    #expect(sessions.map(\.detail) == ["1004", "1003"])
    #expect(sessions[0].commitsSent == 1_004 && sessions[0].endedAt == start + 1_004)
    #expect(try queue.read { try ScopeRecords($0).sessions(limit: .max) }.count == 1_000)
  }
}

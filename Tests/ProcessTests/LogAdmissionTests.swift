import Foundation
import GRDB
import HubStore
import ReplicaStore
import SignedLogs
import SyncProtocol
import Synchronization
import Testing

@testable import HubService
@testable import NodeService

@Suite("How many logs of one node the hub admits")
struct LogAdmissionTests {
  @Test("at most 8 that may grow and 32 in a day; the others' room stays theirs")
  func bounds() async throws {
    let region = try await TestRegion()
    try await region.whileServing { try await region.join([.millbridge, .upperFells]) }
    let clock = ClockBox()
    let hub = try HubService(home: HubHome(URL(filePath: region.hubHome)), now: { clock.now })
    let identity = try NodeService(home: NodeHome(URL(filePath: region.home(.millbridge))))
      .identity()
    let node = NodeID(identityKey: identity.publicKey)
    let group = try await hub.database.writer.read { db in
      try #require(try ScopeRecords(db).scopes(of: node, kind: .group).first)
    }
    func control() async throws -> ControlState {
      try await hub.database.writer.read { try ScopeRecords($0).control(of: group) }
    }
    let keeper = hub.keeper(serving: node)
    func begin(_ incarnation: UInt32) async throws -> AdmissionAnswer {
      let genesis = try LogGenesis.make(
        scope: group, identity: identity, incarnation: incarnation,
        logKey: LogKey.generate().publicKey, nonce: (0..<16).map { _ in UInt8.random(in: 0...255) })
      return try await keeper.admit(genesis, to: group, after: 0)
    }
    func admits(_ incarnation: UInt32) async throws -> Bool {
      if case .admitted = try await begin(incarnation) { true } else { false }
    }
    let others = try await control().logsInOrder.filter { $0.genesis.node != node }
    let first = try #require(try await control().logs(of: node).first)
    for incarnation in UInt32(2)...8 { #expect(try await admits(incarnation)) }
    let eight = try await control().logs(of: node)
    #expect(eight.count == 8 && eight.allSatisfy { $0.cut == nil })
    for incarnation in UInt32(9)...32 { #expect(try await admits(incarnation)) }
    let after = try await control()
    let open = after.logs(of: node).filter { $0.cut == nil }
    #expect(open.map(\.genesis.incarnation) == Array(25...32))
    #expect(after.logs[first.logIndex]?.cut != nil)
    for log in others { #expect(after.logs[log.logIndex]?.cut == nil) }

    guard case .refused(.tooOften(let until)) = try await begin(33) else {
      Issue.record("the 33rd of a day was admitted")
      return
    }
    #expect(Double(until) / 1_000 > clock.now.timeIntervalSince1970)
    let refusal = try #require(try hub.refusals().first)
    #expect(refusal.code == "admission-too-often")
    #expect(refusal.detail.contains("MIL began 32 logs"))
    clock.goOn(86_500)
    #expect(try await admits(34))
    let later = try await control().logs(of: node)
    #expect(later.count { $0.cut == nil } == 8)
  }

  @Test("a node is told the precise reason, by one exchange and while it stays connected")
  func preciseReason() async throws {
    let region = try await TestRegion()
    try await region.whileServing { try await region.join([.millbridge]) }
    let home = region.home(.millbridge)
    let moved = region.folder.path("moved")
    try MachineCopy.folder(home, to: moved)
    let identity = try NodeService(home: NodeHome(URL(filePath: moved))).identity()
    let node = Data(NodeID(identityKey: identity.publicKey).bytes)
    let hub = try HubService(home: HubHome(URL(filePath: region.hubHome)))
    try await hub.database.writer.write { db in
      for scope in try ScopeRecords(db).scopes() {
        for _ in 0..<LogAdmissions.ofNodeInADay {
          try LogAdmissions.insert(of: node, in: Data(scope.bytes), at: Date(), db)
        }
      }
    }
    struct Status: Decodable { let lastOutcome: String; let lastCode: String }
    try await region.whileServing {
      let answer = try await region.program.run(["sync", "run", "--home", moved, "--json"])
      #expect(answer.errorCode == "admission-too-often")
      let status = try await region.program.run(["sync", "status", "--home", moved, "--json"])
        .read(Status.self)
      #expect(status.lastCode == "admission-too-often")
      #expect(status.lastOutcome == "refused-by-peer")
      let attention = try await region.attention(home: moved)
      #expect(
        attention.contains {
          $0.kind == "refused" && $0.words.contains("began too many logs")
            && $0.remedy.contains("Each copy or backup")
        }, "\(attention)")
      let server = try region.program.start(["serve", "--home", moved, "--page-port", "0"])
      _ = try await server.line(beginning: "Pages: ")
      for _ in 0..<100 where !server.printed.contains("admission-too-often") {
        try await Task.sleep(for: .milliseconds(100))
      }
      let log = server.printed
      await server.stop()
      #expect(log.contains("admits no log of this machine: admission-too-often: "), "\(log)")
      #expect(log.components(separatedBy: "admission-too-often").count == 2, "\(log)")
      let after = try await region.program.run(["sync", "status", "--home", moved, "--json"])
        .read(Status.self)
      #expect(after.lastCode == "admission-too-often")
    }
  }

  @Test("a ground is read as it was written, and nothing else is")
  func grounds() {
    for ground in [AdmissionGround.logsFull, .tooOften(until: 0), .tooOften(until: .max)] {
      #expect(AdmissionGround(ground.description) == ground)
    }
    for other in ["", "admission-refused", "admission-too-often", "admission-too-often 01"] {
      #expect(AdmissionGround(other) == nil)
    }
  }
}

private final class ClockBox: Sendable {
  private let later = Mutex<TimeInterval>(0)
  var now: Date { Date() + later.withLock { $0 } }
  func goOn(_ seconds: TimeInterval) { later.withLock { $0 += seconds } }
}

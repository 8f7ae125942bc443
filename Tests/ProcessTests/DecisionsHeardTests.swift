import Foundation
import HubStore
import SignedLogs
import SyncProtocol
import Synchronization
import Testing

@testable import HubService

@Suite("A hub says which members have not heard of its decisions", .serialized)
struct DecisionsHeardTests {
  private struct Member: Decodable, Equatable {
    let reference: String
    let behind: Int
    let toHear: Int
  }

  private func members(_ region: TestRegion) async throws -> [Member] {
    try await region.run(["hub", "members", "--home", region.hubHome, "--json"])
      .read([Member].self)
  }

  private func toHear(_ reference: String, _ region: TestRegion) async throws -> Int? {
    try await members(region).first { $0.reference == reference }?.toHear
  }

  @Test("A revocation waits for the others until they synchronise, in every list of who is behind")
  func line() async throws {
    let region = try await TestRegion()
    try await region.whileServing { try await region.join([.millbridge, .upperFells]) }
    #expect(try await members(region).allSatisfy { $0.behind == 0 && $0.toHear == 0 })
    let told = try await region.run([
      "hub", "revoke", "FEL", "--reason", "laptop stolen", "--yes", "--home", region.hubHome,
    ])
    for words in ["The other members hear of it", "iscan sync export --to FEL --output"] {
      #expect(told.text.contains(words), "\(told.text)")
    }
    #expect(
      try await members(region).contains(Member(reference: "MIL", behind: 1, toHear: 1)))
    for words in [["hub", "members"], ["sync", "status"], ["sync", "queue"]] {
      let shown = try await region.run(words + ["--home", region.hubHome])
      #expect(shown.text.contains("1 decision to hear of"), "\(shown.text)")
    }
    try await region.whileServing { try await region.synchronise(.millbridge) }
    #expect(try await toHear("MIL", region) == 0)
    let queue = try await region.run(["sync", "queue", "--home", region.hubHome])
    #expect(queue.text.contains("Nothing waits"), "\(queue.text)")
  }

  @Test("Without a line: until a bundle of its own shows that it has taken the decision in")
  func carried() async throws {
    let region = try await TestRegion()
    let stick = Stick(region: region)
    try await stick.join([.millbridge])
    try await stick.roundTrip(.millbridge, "level")
    try await stick.intoHub(try await stick.fromNode(.millbridge, "heard"))
    #expect(try await toHear("MIL", region) == 0)
    try await region.run(["hub", "retain", "--days", "730", "--home", region.hubHome])
    // One in the group, one in the pair.
    #expect(try await toHear("MIL", region) == 2)
    try await stick.intoNode(.millbridge, try await stick.fromHub(to: .millbridge, "policy"))
    #expect(try await toHear("MIL", region) == 2)
    try await stick.intoHub(try await stick.fromNode(.millbridge, "answer"))
    #expect(try await toHear("MIL", region) == 0)
  }

  @Test("A member that stays connected is seen as long as it is, not only when the line ends")
  func seen() async throws {
    let region = try await TestRegion()
    try await region.whileServing { try await region.join([.millbridge]) }
    let later = Date(timeIntervalSince1970: 4_000_000_000)
    let hub = try HubService(home: HubHome(URL(filePath: region.hubHome)), now: { later })
    let member = try #require(try hub.members().first)
    let told = ToldDecisions(try #require(NodeID(member.nodeID)), now: { later })
    hub.live.told.add(told)
    try hub.noteConnected()
    #expect(try hub.members().first?.lastSeenAt == member.lastSeenAt)
    told.wentLive()
    try hub.noteConnected()
    #expect(try hub.members().first?.lastSeenAt == later)
    hub.live.told.remove(told)
    #expect(hub.live.told.connected == [])
  }

  @Test("A member that stays connected: heard when it went live, and when the line has held")
  func live() throws {
    let clock = Mutex(Date(timeIntervalSince1970: 1_000))
    let scope = ScopeID(Digest(hashing: [1]).bytes)
    let node = NodeID(Digest(hashing: [2]).bytes)
    let (group, peer) = (try #require(scope), try #require(node))
    let told = ToldDecisions(peer, now: { clock.withLock { $0 } })
    let key = Data(group.bytes)
    told.add(group, through: 7)
    #expect(told.takeHeard() == [:])
    told.wentLive()
    #expect(told.takeHeard() == [key: 7])
    #expect(told.takeHeard() == [:])
    told.add(group, through: 8)
    #expect(told.takeHeard() == [:])
    clock.withLock { $0 += TimeInterval(SyncLimits.idleMilliseconds) / 1_000 - 1 }
    #expect(told.takeHeard() == [:])
    clock.withLock { $0 += 1 }
    #expect(told.takeHeard() == [key: 8])
    told.add(group, through: 9)
    told.finished()
    #expect(told.takeHeard() == [key: 9])
  }
}

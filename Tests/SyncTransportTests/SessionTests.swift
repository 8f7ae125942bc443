import Foundation
import SyncProtocol
import Testing

@testable import SyncTransport

@Suite("Sessions over real sockets", .serialized)
struct SessionTests {
  @Test("Messages travel unchanged both ways, and each side knows who the other is")
  func echoes() async throws {
    let region = try TestRegion()
    let node = try region.node()
    let peers = Notebook<Peer>()
    try await withHub(
      region,
      handler: { peer, inbound, outbound in
        peers.note(peer)
        try await echo(peer, inbound, outbound)
      }
    ) { _, port in
      let client = SyncClient(region, port: port, identity: node)
      let answers = try await client.connect { hub, inbound, outbound in
        #expect(hub.transportKeyHash == region.hub.transportKeyHash)
        #expect(hub.certificateSubject == TestRegion.hubName)
        var iterator = inbound.makeAsyncIterator()
        var answers: [[UInt8]?] = []
        for message in [[], [0], Array(0...255)] as [[UInt8]] {
          try await outbound.write(message)
          answers.append(try await iterator.next())
        }
        outbound.finish()
        answers.append(try await iterator.next())
        return answers
      }
      #expect(answers == [[], [0], Array(0...255), nil])
    }
    let peer = try #require(peers.entries.first)
    #expect(peer.transportKeyHash == node.transportKeyHash)
    #expect(peer.certificateSubject == "Hartlepool")
    #expect(peer.nodeIDHex == region.nodeID(of: "Hartlepool"))
    #expect(peer.remoteAddress.hasPrefix("127.0.0.1:"))
  }

  @Test("A message of 1 MiB passes; one above the limit is refused before it is sent")
  func largeMessages() async throws {
    let region = try TestRegion()
    let node = try region.node()
    try await withHub(region) { _, port in
      let client = SyncClient(region, port: port, identity: node)
      let message = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let answer = try await client.exchange(message)
      #expect(answer == message)
      let tooLarge = [UInt8](repeating: 0, count: (1 << 20) + 4097)
      #expect(await code { try await client.exchange(tooLarge) } == "message-too-large")
    }
  }

  @Test("Thousands of messages of many sizes come back whole and in order")
  func manyMessages() async throws {
    let region = try TestRegion()
    let node = try region.node()
    let message = { @Sendable (number: Int) in
      [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: number % 300)
    }
    try await withHub(region) { _, port in
      let isSame = try await SyncClient(region, port: port, identity: node)
        .connect { _, inbound, outbound in
          async let writing: Void = {
            for number in 0..<5_000 { try await outbound.write(message(number)) }
            outbound.finish()
          }()
          var number = 0
          for try await answer in inbound {
            guard answer == message(number) else { return false }
            number += 1
          }
          try await writing
          return number == 5_000
        }
      #expect(isSame)
    }
  }

  @Test("A hub may listen at an IPv6 address; its refusals are told and logged once there too")
  func ipv6() async throws {
    let region = try TestRegion()
    let (node, stolen) = (try region.node(), try region.node("Stolen"))
    let refusals = Notebook<Refusal>()
    try await withHub(
      region, isRevoked: { $0 == stolen.transportKeyHash ? "stolen" : nil }, refusals: refusals,
      host: "::1"
    ) { _, port in
      let client = SyncClient(region, port: port, identity: node, host: "::1")
      let answer = try await client.exchange([6])
      #expect(answer == [6])
      let thief = SyncClient(region, port: port, identity: stolen, host: "::1")
      #expect(await code { try await thief.exchange() } == "tls-revoked")
    }
    #expect(refusals.entries.map(\.reason) == [.revoked])
    #expect(refusals.entries.first?.remoteAddress.hasPrefix("[::1]:") == true)
  }

  @Test("Sessions of several nodes at once do not mix")
  func severalNodes() async throws {
    let region = try TestRegion()
    try await withHub(region, handler: nameFirst) { _, port in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for name in ["Hartlepool", "Darlington", "Redcar", "Stockton"] {
          let client = SyncClient(region, port: port, identity: try region.node(name))
          group.addTask { try await client.exchange([1]) == Array(name.utf8) }
        }
        for try await isOwn in group { #expect(isOwn) }
      }
    }
  }

  @Test("A tap sees each message of either side")
  func taps() async throws {
    let region = try TestRegion()
    let node = try region.node()
    let seen = Notebook<String>()
    let tap = { (side: String) in
      WireTap { direction, bytes in seen.note("\(side) \(direction) \(bytes)") }
    }
    try await withHub(region, tap: tap("hub")) { _, port in
      _ = try await SyncClient(region, port: port, identity: node, tap: tap("node"))
        .exchange([4, 5])
    }
    #expect(
      seen.entries == [
        "node sent [4, 5]", "hub received [4, 5]", "hub sent [4, 5]", "node received [4, 5]",
      ])
  }

  @Test("A port that is taken is said so")
  func portTaken() async throws {
    let region = try TestRegion()
    try await withHub(region) { _, port in
      let settings = SyncServerSettings(
        host: "127.0.0.1", port: port, identity: region.hub,
        authority: region.authority.certificate, isRevoked: { _ in nil }, refused: { _ in })
      let second = SyncServer(settings: settings, handler: echo)
      let error = await #expect(throws: TransportError.self) { try await second.run() }
      #expect(error == .cannotListen("127.0.0.1:\(port)", "Address already in use"))
    }
  }

  @Test(
    "Throughput of 256 KiB messages, both ways at once",
    .enabled(if: ProcessInfo.processInfo.environment["ISCAN_MEASURE"] != nil, "set ISCAN_MEASURE"))
  func throughput() async throws {
    let region = try TestRegion()
    let node = try region.node()
    try await withHub(region) { _, port in
      let message = [UInt8](repeating: 7, count: 256 << 10)
      let start = ContinuousClock.now
      let count = 800
      let received = try await SyncClient(region, port: port, identity: node)
        .connect { _, inbound, outbound in
          async let writing: Void = {
            for _ in 0..<count { try await outbound.write(message) }
            outbound.finish()
          }()
          var received = 0
          for try await answer in inbound { received += answer.count }
          try await writing
          return received
        }
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      #expect(received == count * message.count)
      print("\(Double(received) / seconds / 1_048_576) MiB/s each way")
    }
  }
}

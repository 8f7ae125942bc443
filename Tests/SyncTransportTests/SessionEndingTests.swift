import Foundation
import Testing

@testable import SyncTransport

@Suite("How sessions end", .serialized)
struct SessionEndingTests {
  @Test("A node whose session is cancelled is an error at the hub, not an ending")
  func cancelledClient() async throws {
    let region = try TestRegion()
    let node = try region.node()
    let (begun, ends) = (Notebook<Peer>(), Notebook<String>())
    try await withHub(
      region,
      handler: { peer, inbound, outbound in
        begun.note(peer)
        ends.note(await code { try await echo(peer, inbound, outbound) })
      }
    ) { _, port in
      let session = Task {
        try await SyncClient(region, port: port, identity: node).connect { _, inbound, _ in
          var iterator = inbound.makeAsyncIterator()
          return try await iterator.next()
        }
      }
      _ = try await begun.waitFor(1)
      session.cancel()
      let found = try await ends.waitFor(1)
      #expect(found == ["connection-cut"])
      _ = await session.result
    }
  }

  @Test("A node may finish at once and still have its last message read")
  func lastMessage() async throws {
    let region = try TestRegion()
    let node = try region.node()
    let read = Notebook<Int>()
    try await withHub(
      region,
      handler: { _, inbound, _ in
        for try await message in inbound { read.note(message.count) }
        read.note(-1)
      }
    ) { _, port in
      try await SyncClient(region, port: port, identity: node).connect { _, _, outbound in
        for count in 1...20 {
          try await outbound.write([UInt8](repeating: 1, count: count * 10_000))
        }
      }
      #expect(try await read.waitFor(21) == (1...20).map { $0 * 10_000 } + [-1])
    }
  }

  @Test("A node that breaks off in the middle is an error at the hub, not an ending")
  func cutClient() async throws {
    struct Stop: Error {}
    let region = try TestRegion()
    let node = try region.node()
    let ends = Notebook<String>()
    try await withHub(
      region,
      handler: { peer, inbound, outbound in
        ends.note(await code { try await echo(peer, inbound, outbound) })
      }
    ) { _, port in
      await #expect(throws: Stop.self) {
        try await SyncClient(region, port: port, identity: node).connect { _, inbound, outbound in
          try await outbound.write([1])
          var iterator = inbound.makeAsyncIterator()
          _ = try await iterator.next()
          throw Stop()
        }
      }
      let found = try await ends.waitFor(1)
      #expect(found == ["connection-cut"])
    }
  }

  @Test("A hub that goes away in the middle is an error at the node")
  func cutHub() async throws {
    let region = try TestRegion()
    let node = try region.node()
    let settings = SyncServerSettings(
      host: "127.0.0.1", port: 0, identity: region.hub, authority: region.authority.certificate,
      isRevoked: { _ in nil }, refused: { _ in })
    let server = SyncServer(settings: settings, handler: echo)
    let running = Task { try await server.run() }
    let client = SyncClient(region, port: try await server.boundPort, identity: node)
    let found = await code {
      try await client.connect { _, inbound, outbound in
        try await outbound.write([1])
        var iterator = inbound.makeAsyncIterator()
        _ = try await iterator.next()
        running.cancel()
        return try await iterator.next()
      }
    }
    #expect(found == "connection-cut")
    _ = await running.result
  }

  @Test("A shutdown lets a running session end, and takes no new one")
  func gracefulShutdown() async throws {
    let region = try TestRegion()
    let node = try region.node()
    try await withHub(region) { server, port in
      let client = SyncClient(region, port: port, identity: node)
      let answer = try await client.connect { _, inbound, outbound in
        var iterator = inbound.makeAsyncIterator()
        try await outbound.write([1])
        _ = try await iterator.next()
        server.beginShutdown()
        try await Task.sleep(for: .milliseconds(200))
        // On a busy machine the system may still take the connection; then nobody answers it.
        let refused = await code { try await client.exchange() }
        #expect(["hub-unreachable", "hub-timeout", "connection-cut"].contains(refused))
        try await outbound.write([2])
        return try await iterator.next()
      }
      #expect(answer == [2])
    }
  }

  @Test("What the hub's handler throws reaches the node with its code, words and remedy")
  func handlerError() async throws {
    let region = try TestRegion()
    let node = try region.node()
    try await withHub(
      region,
      handler: { _, _, _ in
        throw TransportError("scope-of-another", "Scope é is not yours.", remedy: "Ask for it.")
      }
    ) { _, port in
      let client = SyncClient(region, port: port, identity: node)
      let error = await #expect(throws: TransportError.self) { try await client.exchange() }
      #expect(
        error
          == TransportError(
            "scope-of-another", "Scope é is not yours.", remedy: "Ask for it."))
    }
  }
}

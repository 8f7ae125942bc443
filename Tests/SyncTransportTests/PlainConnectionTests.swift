import Foundation
import SyncProtocol
import Testing

@testable import SyncTransport

@Suite("Connections that do not speak TLS", .serialized)
struct PlainConnectionTests {
  @Test("Plain HTTP gets no answer, is closed and logged once")
  func plainHTTP() async throws {
    let region = try TestRegion()
    let refusals = Notebook<Refusal>()
    try await withHub(region, refusals: refusals) { _, port in
      let stranger = try PlainSocket.connected(to: port)
      stranger.send("GET / HTTP/1.1\r\nHost: hub.example.org\r\n\r\n")
      let isClosed = try await stranger.isClosedByPeer()
      #expect(isClosed)
      _ = try await refusals.waitFor(1)
    }
    #expect(refusals.entries.map(\.reason) == [.handshakeFailed])
    #expect(refusals.entries.first?.detail == "The client does not speak TLS.")
    #expect(refusals.entries.first?.certificateSubject == nil)
  }

  @Test("Who connects and says nothing is cut off when the handshake's time is over")
  func silentClient() async throws {
    let region = try TestRegion()
    let refusals = Notebook<Refusal>()
    try await withHub(region, refusals: refusals, patience: .milliseconds(200)) { _, port in
      let stranger = try PlainSocket.connected(to: port)
      let isClosed = try await stranger.isClosedByPeer()
      #expect(isClosed)
    }
    #expect(refusals.entries.map(\.reason) == [.handshakeFailed])
    #expect(refusals.entries.first?.detail == "The TLS handshake was not complete in time.")
  }

  @Test("The handshake's time does not bear upon a session that is open")
  func slowSession() async throws {
    let region = try TestRegion()
    let node = try region.node()
    try await withHub(region, patience: .seconds(2)) { _, port in
      var client = SyncClient(region, port: port, identity: node)
      client.patience = 2
      let answer = try await client.connect { _, inbound, outbound in
        try await Task.sleep(for: .milliseconds(2_200))
        try await outbound.write([1])
        var iterator = inbound.makeAsyncIterator()
        return try await iterator.next()
      }
      #expect(answer == [1])
    }
  }

  @Test("A hub that takes the connection and says nothing is named after the time-out")
  func silentHub() async throws {
    let region = try TestRegion()
    let silent = try PlainSocket.listening()
    var client = SyncClient(region, port: silent.port, identity: try region.node())
    client.patience = 1
    let impatient = client
    let error = await #expect(throws: TransportError.self) { try await impatient.exchange() }
    #expect(error == .timedOut("127.0.0.1:\(silent.port)", seconds: 1))
  }

  @Test("A hub's name that no name service knows is unreachable, with the reason")
  func unknownName() async throws {
    let region = try TestRegion()
    let client = SyncClient(region, port: 7443, identity: try region.node(), host: "hub.invalid")
    let error = await #expect(throws: TransportError.self) { try await client.exchange() }
    #expect(error?.code == "hub-unreachable")
    #expect(error?.detail.contains("its name is not known") == true)
  }
}

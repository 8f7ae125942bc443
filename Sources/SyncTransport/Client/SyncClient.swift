public import Foundation
internal import GRPCCore
internal import GRPCNIOTransportHTTP2
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

/// A node's end of the transport: one connection to the hub for one session.
public struct SyncClient: Sendable {
  let host: String
  let port: Int
  let serverName: String
  let identity: TransportIdentity?
  let authority: TransportCertificate
  let now: @Sendable () -> Date
  let tap: WireTap?
  /// How long the hub may take until a session is open, in seconds: ten, but less in tests.
  var patience = 10

  /// Prepares a client; nothing is connected yet.
  ///
  /// - Parameters:
  ///   - host: The hub's host name or address.
  ///   - port: The hub's TCP port.
  ///   - serverName: The DNS name, or IPv4 address, that the hub's certificate must bear.
  ///   - identity: The node's TLS key and certificate.
  ///   - authority: The region's authority, the only trust root.
  ///   - now: The present time.
  ///   - tap: Sees every message; for tests.
  public init(
    host: String, port: Int, serverName: String, identity: TransportIdentity,
    authority: TransportCertificate, now: @escaping @Sendable () -> Date = { Date() },
    tap: WireTap? = nil
  ) {
    self.init(
      host: host, port: port, serverName: serverName, anyIdentity: identity, authority: authority,
      now: now, tap: tap)
  }

  init(
    host: String, port: Int, serverName: String, anyIdentity: TransportIdentity?,
    authority: TransportCertificate, now: @escaping @Sendable () -> Date, tap: WireTap?
  ) {
    self.host = host
    self.port = port
    self.serverName = serverName
    identity = anyIdentity
    self.authority = authority
    self.now = now
    self.tap = tap
  }

  /// Connects, runs a session and disconnects.
  ///
  /// When `body` returns, the hub is told that nothing more will come, and its own end is awaited
  /// for at most ten seconds. When `body` throws, or the task is cancelled, the connection is cut.
  ///
  /// - Parameter body: The session. `hub` is the hub as its certificate names it.
  /// - Returns: What `body` returned.
  /// - Throws: What `body` threw, or `TransportError` with code `hub-unreachable`, `hub-timeout`
  ///   (10 seconds until the session is open), `hub-not-of-region`, `hub-certificate-expired`,
  ///   `hub-name-other`, `connection-cut`, a `RefusalReason`, or a code that the hub's handler threw.
  public func connect<Result: Sendable>(
    _ body:
      @escaping @Sendable (
        _ hub: Peer, _ inbound: InboundMessages, _ outbound: OutboundMessages
      ) async throws -> Result
  ) async throws -> Result {
    // The TLS library ends the process rather than count backwards.
    guard now().timeIntervalSince1970 >= 0 else { throw TransportError.clockBefore1970(now()) }
    let diary = ConnectionDiary(address: "\(host):\(port)", patience: patience)
    let line = SessionLine()
    do {
      let transport = try await openTransport(diary, line)
      return try await withGRPCClient(transport: transport) { client in
        try await runSession(client, diary, line, body)
      }
    } catch {
      throw diary.translate(error)
    }
  }

  private func runSession<Result: Sendable>(
    _ client: GRPCClient<HTTP2ClientTransport.WrappedChannel>, _ diary: ConnectionDiary,
    _ line: SessionLine,
    _ body: @escaping @Sendable (Peer, InboundMessages, OutboundMessages) async throws -> Result
  ) async throws -> Result {
    let (writers, giveWriter) = AsyncStream.makeStream(of: RPCWriter<[UInt8]>.self)
    let request = StreamingClientRequest<[UInt8]> { writer in
      giveWriter.yield(writer)
      // The hub hears that nothing more will come when this returns.
      await line.waitForFinish()
    }
    var options = CallOptions.defaults
    options.maxRequestMessageBytes = SessionMethod.largestMessage
    return try await client.bidirectionalStreaming(
      request: request, descriptor: SessionMethod.descriptor, serializer: RawMessages(),
      deserializer: RawMessages(), options: options
    ) { response in
      _ = try response.accepted.get()
      diary.noteOpen()
      guard let writer = await writers.first(where: { _ in true }) else {
        throw TransportError.connectionCut()
      }
      let inbound = InboundMessages(
        reader: MessageReader(response.messages), tap: tap, isWhole: { true },
        translate: { diary.translate($0) })
      let outbound = OutboundMessages(
        writer: writer, tap: tap, translate: { diary.translate($0) }, end: { line.finish() })
      do {
        let result = try await body(hubPeer(diary), inbound, outbound)
        line.finish()
        await awaitEnd(of: inbound)
        return result
      } catch {
        await line.cut()
        throw error
      }
    }
  }

  private func hubPeer(_ diary: ConnectionDiary) -> Peer {
    Peer(
      transportKeyHash: diary.hub?.transportKeyHash ?? [],
      certificateSubject: diary.hub?.name ?? "", nodeIDHex: "", remoteAddress: diary.address)
  }
}

/// Reads what may still come until the hub has ended too, for at most ten seconds.
///
/// Going away at once would reset the stream, and what was written last could be lost.
private func awaitEnd(of inbound: InboundMessages) async {
  await withTaskGroup(of: Void.self) { group in
    group.addTask {
      var iterator = inbound.makeAsyncIterator()
      while let found = try? await iterator.next() { _ = found }
    }
    group.addTask { try? await Task.sleep(for: .seconds(10)) }
    await group.next()
    group.cancelAll()
  }
}

internal import Foundation
internal import GRPCCore
internal import GRPCNIOTransportHTTP2
internal import Glibc
internal import NIOCore

/// The hub's end of the transport: accepts nodes with certificates of the region, and nobody else.
public final class SyncServer: Sendable {
  private let settings: SyncServerSettings
  private let transport: HTTP2ServerTransport.Custom<HubListener>
  private let server: GRPCServer<HTTP2ServerTransport.Custom<HubListener>>

  /// Prepares a server; it listens once `run()` is called.
  ///
  /// - Parameters:
  ///   - settings: Where to listen and whom to admit.
  ///   - handler: Runs once for each session, concurrently with others. When it returns, the stream
  ///     ends well; when it throws a `RemediedError`, the node is told that error's code, detail and
  ///     remedy. When the node breaks off, its task is told through the messages, which throw.
  public init(
    settings: SyncServerSettings,
    handler:
      @escaping @Sendable (
        _ peer: Peer, _ inbound: InboundMessages, _ outbound: OutboundMessages
      ) async throws -> Void
  ) {
    let admission = Admission(settings)
    self.settings = settings
    transport = HTTP2ServerTransport.Custom(
      listenerFactory: HubListener(settings: settings, admission: admission),
      config: transportConfiguration())
    server = GRPCServer(
      transport: transport,
      services: [SessionService(admission: admission, tap: settings.tap, handler: handler)])
  }

  /// Listens and serves until `beginShutdown()` is called and every session has ended, or until the
  /// task is cancelled, which cuts the sessions off.
  ///
  /// - Throws: `TransportError` with code `cannot-listen`, `identity-unusable` or `clock-before-1970`.
  public func run() async throws {
    let now = settings.now()
    guard now.timeIntervalSince1970 >= 0 else { throw TransportError.clockBefore1970(now) }
    do {
      try await server.serve()
    } catch let error as RuntimeError {
      if let known = error.cause as? TransportError { throw known }
      throw TransportError.cannotListen(
        "\(settings.host):\(settings.port)", systemReason(error.cause ?? error))
    }
  }

  /// The TCP port that the server listens at; waits until `run()` has taken it.
  ///
  /// - Throws: `TransportError` with code `server-stopped`.
  public var boundPort: Int {
    get async throws {
      let address = await transport.listeningAddress
      guard let port = address?.ipv4?.port ?? address?.ipv6?.port else {
        throw TransportError.serverStopped()
      }
      return port
    }
  }

  /// Takes no more sessions; those that run may go on to their end.
  public func beginShutdown() {
    server.beginGracefulShutdown()
  }
}

private func transportConfiguration() -> HTTP2ServerTransport.Custom<HubListener>.Config {
  var configuration = HTTP2ServerTransport.Custom<HubListener>.Config.defaults
  configuration.http2.targetWindowSize = SessionMethod.window
  configuration.http2.maxFrameSize = SessionMethod.http2FrameSize
  configuration.http2.maxConcurrentStreams = 4
  configuration.rpc.maxRequestPayloadSize = SessionMethod.largestMessage
  // A node that is switched off says nothing; it is noticed within a minute.
  configuration.connection.keepalive.time = .seconds(30)
  configuration.connection.keepalive.timeout = .seconds(20)
  configuration.connection.keepalive.clientBehavior.minPingIntervalWithoutCalls = .seconds(10)
  configuration.connection.keepalive.clientBehavior.allowWithoutCalls = true
  configuration.connection.maxIdleTime = .seconds(90)
  return configuration
}

/// The operating system's words for a failure, without the library's around them.
func systemReason(_ error: any Error) -> String {
  if let failure = error as? IOError { return String(cString: strerror(failure.errnoCode)) }
  return String(describing: error)
}

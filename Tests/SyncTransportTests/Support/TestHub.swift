import Foundation
import Synchronization
import Testing

@testable import SyncTransport

/// What several tasks write into and a test reads at the end.
final class Notebook<Entry: Sendable>: Sendable {
  private let kept = Mutex<[Entry]>([])

  func note(_ entry: Entry) {
    kept.withLock { $0.append(entry) }
  }

  var entries: [Entry] { kept.withLock { $0 } }

  /// Waits until there are `count` entries, for at most a minute.
  func waitFor(_ count: Int) async throws -> [Entry] {
    for _ in 0..<6000 where entries.count < count {
      try await Task.sleep(for: .milliseconds(10))
    }
    return entries
  }
}

/// A hub that listens on the loopback interface while `body` runs.
func withHub(
  _ region: TestRegion, now: @escaping @Sendable () -> Date = { Date() },
  isRevoked: @escaping @Sendable ([UInt8]) async -> String? = { _ in nil },
  refusals: Notebook<Refusal> = Notebook(), tap: WireTap? = nil, host: String = "127.0.0.1",
  patience: Duration = .seconds(10),
  handler: @escaping @Sendable (Peer, InboundMessages, OutboundMessages) async throws -> Void =
    echo,
  body: (SyncServer, Int) async throws -> Void
) async throws {
  var settings = SyncServerSettings(
    host: host, port: 0, identity: region.hub, authority: region.authority.certificate,
    now: now, isRevoked: isRevoked, refused: { refusals.note($0) }, tap: tap)
  settings.patience = Int64(patience / .nanoseconds(1))
  let server = SyncServer(settings: settings, handler: handler)
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask { try await server.run() }
    try await body(server, server.boundPort)
    server.beginShutdown()
    try await group.waitForAll()
  }
}

/// Sends each message back.
@Sendable func echo(
  _ peer: Peer, _ inbound: InboundMessages, _ outbound: OutboundMessages
) async throws {
  for try await message in inbound { try await outbound.write(message) }
}

/// Sends the name in the node's certificate, then each message back.
@Sendable func nameFirst(
  _ peer: Peer, _ inbound: InboundMessages, _ outbound: OutboundMessages
) async throws {
  try await outbound.write(Array(peer.certificateSubject.utf8))
  try await echo(peer, inbound, outbound)
}

extension SyncClient {
  /// A client of the test hub.
  init(
    _ region: TestRegion, port: Int, identity: TransportIdentity?, trusting: TestRegion? = nil,
    serverName: String = TestRegion.hubName, now: @escaping @Sendable () -> Date = { Date() },
    tap: WireTap? = nil, host: String = "127.0.0.1"
  ) {
    self.init(
      host: host, port: port, serverName: serverName, anyIdentity: identity,
      authority: (trusting ?? region).authority.certificate, now: now, tap: tap)
  }

  /// Opens a session, sends one message and awaits one.
  func exchange(_ message: [UInt8] = [1, 2, 3]) async throws -> [UInt8]? {
    try await connect { _, inbound, outbound in
      try await outbound.write(message)
      var iterator = inbound.makeAsyncIterator()
      return try await iterator.next()
    }
  }
}

/// The code of the error that `body` throws, or what it did instead.
func code(of body: () async throws -> some Sendable) async -> String {
  do {
    return "no error, but \(try await body())"
  } catch let error as TransportError {
    return error.code
  } catch {
    return "another error: \(error)"
  }
}

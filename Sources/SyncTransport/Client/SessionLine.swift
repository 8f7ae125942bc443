internal import NIOCore
internal import NIOSSL
internal import Synchronization

/// The connection of one session, and the two ways in which the node leaves it: it says that it is
/// done, or it cuts the connection.
///
/// gRPC ends the stream in order also when its task is cancelled. The hub would take that for the
/// end of a whole session, so a session that breaks off closes the socket instead.
final class SessionLine: Sendable {
  private struct State {
    var channel: (any Channel)?
    var isFinished = false
  }

  private let state = Mutex(State())
  private let (ending, end) = AsyncStream.makeStream(of: Never.self)

  func opened(_ channel: any Channel) {
    state.withLock { $0.channel = channel }
  }

  /// The node has no more to send.
  func finish() {
    state.withLock { $0.isFinished = true }
    end.finish()
  }

  /// Returns once the node has no more to send, or after the connection has been cut because the
  /// task was cancelled.
  func waitForFinish() async {
    for await _ in ending {}
    if !state.withLock({ $0.isFinished }) { await cut() }
  }

  /// Closes the socket without a word, beneath TLS and HTTP/2.
  func cut() async {
    guard let channel = state.withLock({ $0.channel }) else { return }
    channel.eventLoop.execute {
      let beneath = try? channel.pipeline.syncOperations.context(
        handlerType: NIOSSLClientHandler.self)
      beneath?.close(promise: nil)
    }
    try? await channel.closeFuture.get()
  }
}

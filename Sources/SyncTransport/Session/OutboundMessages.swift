internal import GRPCCore

/// Sends messages to the peer.
///
/// Writing waits while the peer's window is full, so a slow peer slows the writer instead of filling
/// memory. Write from one task at a time if order matters.
public struct OutboundMessages: Sendable {
  let writer: RPCWriter<[UInt8]>
  let tap: WireTap?
  let translate: @Sendable (any Error) -> any Error
  let end: @Sendable () -> Void

  /// Sends one message.
  ///
  /// - Parameter message: At most 1 MiB and 4 KiB.
  /// - Throws: `TransportError` with code `message-too-large`, or with what ended the connection.
  public func write(_ message: [UInt8]) async throws {
    guard message.count <= SessionMethod.largestMessage else {
      throw TransportError.messageTooLarge(message.count)
    }
    tap?.observe(.sent, message)
    do {
      try await writer.write(message)
    } catch {
      throw translate(error)
    }
  }

  /// Tells the peer that no further message will come; what the peer still sends can be read. The
  /// hub's side ends when its handler returns, and this does nothing there.
  public func finish() {
    end()
  }
}

internal import GRPCCore

/// The messages that the peer sends, in order; ends when the peer has said that it is done.
///
/// Read them from one task. A connection that breaks throws `TransportError` with code
/// `connection-cut`, so an ending always means that nothing is missing.
public struct InboundMessages: AsyncSequence, Sendable {
  public typealias Element = [UInt8]
  public typealias Failure = any Error

  let reader: MessageReader
  let tap: WireTap?
  let isWhole: @Sendable () -> Bool
  let translate: @Sendable (any Error) -> any Error

  public func makeAsyncIterator() -> Iterator {
    Iterator(source: self)
  }

  /// Walks through the messages; a second iterator goes on where the first one stopped.
  public struct Iterator: AsyncIteratorProtocol {
    let source: InboundMessages

    public mutating func next() async throws -> [UInt8]? {
      let message: [UInt8]?
      do {
        message = try await source.reader.next()
      } catch {
        throw source.translate(error)
      }
      guard let message else {
        guard source.isWhole() else { throw TransportError.connectionCut() }
        return nil
      }
      source.tap?.observe(.received, message)
      return message
    }
  }
}

/// Holds the one iterator that a stream of gRPC messages allows.
///
/// It is unchecked because the compiler cannot see what the types around it promise: one task reads
/// at a time.
final class MessageReader: @unchecked Sendable {
  private var iterator: RPCAsyncSequence<[UInt8], any Error>.AsyncIterator

  init(_ messages: RPCAsyncSequence<[UInt8], any Error>) {
    iterator = messages.makeAsyncIterator()
  }

  func next() async throws -> [UInt8]? {
    try await iterator.next()
  }
}

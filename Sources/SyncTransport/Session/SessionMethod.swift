internal import GRPCCore

/// The only method of the service: a stream of byte messages in each direction.
enum SessionMethod {
  static let descriptor = MethodDescriptor(
    service: ServiceDescriptor(fullyQualifiedService: "iscan.sync.v1.Sync"), method: "Session",
    type: .bidirectionalStreaming)

  /// The largest message, in bytes: a frame's 1 MiB and 4 KiB for what surrounds its content.
  static let largestMessage = (1 << 20) + 4096

  /// HTTP/2 window of the connection and of the stream, in bytes.
  static let window = 4 << 20

  /// The largest HTTP/2 frame, in bytes; large frames cost less for each byte.
  static let http2FrameSize = 256 << 10

  /// The trailer in which the hub gives its reason a stable code.
  static let codeTrailer = "iscan-code"

  /// The trailer in which the hub says what to try first; UTF-8.
  static let remedyTrailer = "iscan-remedy-bin"
}

/// Passes messages on as they are.
struct RawMessages: MessageSerializer, MessageDeserializer {
  func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Bytes {
    Bytes(message)
  }

  func deserialize<Bytes: GRPCContiguousBytes>(_ serializedMessageBytes: Bytes) throws -> [UInt8] {
    serializedMessageBytes.withUnsafeBytes { Array($0) }
  }
}

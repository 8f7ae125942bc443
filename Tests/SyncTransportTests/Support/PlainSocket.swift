import Glibc

/// A TCP socket on the loopback interface, without TLS.
final class PlainSocket: Sendable {
  struct Failure: Error {}

  private let descriptor: Int32
  /// The port that it listens at or is connected to.
  let port: Int

  private init(_ descriptor: Int32, port: Int) {
    self.descriptor = descriptor
    self.port = port
  }

  /// A port that completes connections, as the kernel does for a program that never accepts them.
  static func listening() throws -> PlainSocket {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = loopback(0)
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isListening = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && listen(descriptor, 8) == 0
          && getsockname(descriptor, $0, &length) == 0
      }
    }
    guard isListening else { throw Failure() }
    return PlainSocket(descriptor, port: Int(address.sin_port.bigEndian))
  }

  static func connected(to port: Int) throws -> PlainSocket {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = loopback(port)
    let isConnected = withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else { throw Failure() }
    return PlainSocket(descriptor, port: port)
  }

  func send(_ text: String) {
    _ = Glibc.send(descriptor, text, text.utf8.count, Int32(MSG_NOSIGNAL))
  }

  /// Waits for at most five seconds until the other side has closed the connection.
  func isClosedByPeer() async throws -> Bool {
    var buffer = [UInt8](repeating: 0, count: 4096)
    for _ in 0..<500 {
      let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
      if count == 0 || (count < 0 && errno == ECONNRESET) { return true }
      try await Task.sleep(for: .milliseconds(10))
    }
    return false
  }

  deinit { close(descriptor) }
}

private func loopback(_ port: Int) -> sockaddr_in {
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = in_port_t(port).bigEndian
  address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
  return address
}

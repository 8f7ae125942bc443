import Foundation
import Glibc
import Synchronization

/// A bad line on the loopback interface: passes one connection on, and cuts it once so many bytes have
/// gone one way.
final class CuttingRelay: Sendable {
  struct NotListening: Error {}

  let port: Int
  private let listener: Int32
  private let target: Int
  private let limit: Int

  /// - Parameters:
  ///   - port: Where to listen.
  ///   - target: Where to pass on to.
  ///   - limit: How many bytes the caller gets through.
  /// - Throws: ``NotListening`` if the port is taken.
  init(at port: Int, to target: Int, cutAfter limit: Int) throws {
    self.port = port
    self.target = target
    self.limit = limit
    listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    guard Self.at(port, { bind(listener, $0, $1) }) == 0, listen(listener, 1) == 0 else {
      throw NotListening()
    }
    Thread.detachNewThread { [self] in passOn() }
  }

  func close() { _ = Glibc.shutdown(listener, Int32(SHUT_RDWR)) }

  private func passOn() {
    defer { _ = Glibc.close(listener) }
    let caller = accept(listener, nil, nil)
    guard caller >= 0 else { return }
    let called = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard Self.at(target, { connect(called, $0, $1) }) == 0 else { return }
    Thread.detachNewThread { Self.copy(from: called, to: caller, atMost: .max) }
    Self.copy(from: caller, to: called, atMost: limit)
    for handle in [caller, called] { _ = Glibc.shutdown(handle, Int32(SHUT_RDWR)) }
  }

  private static func copy(from source: Int32, to target: Int32, atMost limit: Int) {
    var buffer = [UInt8](repeating: 0, count: 16_384)
    var passed = 0
    while passed < limit {
      let count = read(source, &buffer, min(buffer.count, limit - passed))
      guard count > 0 else { return }
      var written = 0
      while written < count {
        let more = buffer[written..<count].withUnsafeBytes {
          send(target, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard more > 0 else { return }
        written += more
      }
      passed += count
    }
  }

  private static func at(
    _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}

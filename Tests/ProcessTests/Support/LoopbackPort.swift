import Glibc

/// Ports of this machine's loopback interface.
enum LoopbackPort {
  /// Why no port could be had.
  struct NoneFree: Error {}

  /// Takes a port that is free and lets go of it, so that its number can be written down before a
  /// server listens at it.
  static func findFree() throws -> Int {
    let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard handle >= 0 else { throw NoneFree() }
    defer { close(handle) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(handle, $0, size) == 0 && getsockname(handle, $0, &size) == 0
      }
    }
    guard isBound else { throw NoneFree() }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}

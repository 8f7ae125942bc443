import Foundation
import Glibc
import Testing

@Suite("A hub that has no file descriptor left")
struct DescriptorTests {
  /// Opens connections that say nothing, until the server takes no more.
  private func silent(_ count: Int, at port: Int) -> [Int32] {
    (0..<count).compactMap { _ in
      let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue) | O_NONBLOCK, 0)
      guard socket >= 0 else { return nil }
      var address = sockaddr_in()
      address.sin_family = sa_family_t(AF_INET)
      address.sin_port = in_port_t(port).bigEndian
      address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
      _ = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      return socket
    }
  }

  @Test("goes on, and serves again once strangers let go of their connections")
  func strangers() async throws {
    let region = try await TestRegion()
    try await region.whileServing { try await region.join([.millbridge]) }
    let server = try region.program.start(
      ["serve", "--home", region.hubHome, "--page-port", "0", "--sync-port", "\(region.port)"],
      descriptors: 160)
    _ = try await server.line(beginning: "Nodes: port ")
    let sockets = silent(300, at: region.port)
    #expect(sockets.count == 300)
    try await Task.sleep(for: .seconds(3))
    sockets.forEach { _ = close($0) }
    var answer = try await region.attempt(.millbridge, ["sync", "run"])
    for _ in 0..<20 where answer.status != 0 {
      try await Task.sleep(for: .milliseconds(500))
      answer = try await region.attempt(.millbridge, ["sync", "run"])
    }
    #expect(answer.status == 0, "\(answer.errors)")
    await server.stop()
  }
}

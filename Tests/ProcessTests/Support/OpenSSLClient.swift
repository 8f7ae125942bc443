import Foundation

/// The `openssl` program as a client that has no certificate.
enum OpenSSLClient {
  private static let path = "/usr/bin/openssl"

  static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

  /// Connects by TLS, reads until the other side ends the connection, and returns what was said.
  static func connect(port: Int) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try converse(port: port) }) }
    }
  }

  private static func converse(port: Int) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = ["s_client", "-connect", "127.0.0.1:\(port)", "-alpn", "h2", "-ign_eof"]
    let output = Pipe()
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: printed, as: UTF8.self)
  }
}

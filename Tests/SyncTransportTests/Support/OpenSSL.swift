import Foundation

/// The `openssl` program, as a second implementation to compare with.
enum OpenSSL {
  static let path = "/usr/bin/openssl"

  static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

  /// Runs it and returns its exit status with all that it wrote.
  ///
  /// Its input stays open for `secondsOfInput`; a TLS client leaves when it ends.
  static func run(
    _ arguments: [String], secondsOfInput: TimeInterval = 0
  ) throws -> (status: Int32, text: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    let (standardInput, output) = (Pipe(), Pipe())
    process.standardInput = standardInput
    process.standardOutput = output
    process.standardError = output
    try process.run()
    Thread.sleep(forTimeInterval: secondsOfInput)
    try standardInput.fileHandleForWriting.close()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }

  /// As `run`, on a thread that may wait, for a conversation with a server in this process.
  static func converse(_ arguments: [String]) async throws -> (status: Int32, text: String) {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try run(arguments, secondsOfInput: 1) })
      }
    }
  }
}

import Foundation

/// A small disk in memory; taken away when the test lets go of it.
final class SmallDisk: Sendable {
  let path: String

  /// Whether this account may mount one.
  static var isPossible: Bool {
    getuid() == 0 && FileManager.default.isExecutableFile(atPath: mount)
  }

  private static let mount = "/bin/mount"

  /// - Parameters:
  ///   - path: Where; made if there is nothing.
  ///   - bytes: How many it holds.
  /// - Throws: `ProgramUnderTest.Failure` if it cannot be mounted.
  init(at path: String, bytes: Int = 65_536) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    self.path = path
    try Self.run(Self.mount, ["-t", "tmpfs", "-o", "size=\(bytes)", "tmpfs", path])
  }

  /// Lets nobody write to it any more.
  func refuseWriting() throws { try Self.run(Self.mount, ["-o", "remount,ro", path]) }

  deinit { try? Self.run("/bin/umount", ["-l", path]) }

  private static func run(_ program: String, _ words: [String]) throws {
    let process = try Process.run(URL(filePath: program), arguments: words)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw ProgramUnderTest.Failure(description: "\(program) ended with an error.")
    }
  }
}

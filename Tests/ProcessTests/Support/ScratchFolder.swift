import Foundation

/// A new folder that is removed when the test lets go of it.
final class ScratchFolder: Sendable {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory
      .appending(path: "iscan-process-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// A path inside, whether or not there is anything yet.
  func path(_ relative: String) -> String { url.appending(path: relative).path }

  /// Writes a file, with the folders that lead to it.
  ///
  /// - Returns: Its path.
  @discardableResult
  func write(_ text: String, to relative: String) throws -> String {
    let file = url.appending(path: relative)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
    return file.path
  }
}

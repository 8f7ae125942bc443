import Foundation

@testable import NodeStore

/// A folder that goes away with its owner, and databases in it.
final class Scratch {
  let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("iscan-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func url(_ name: String) -> URL { folder.appendingPathComponent(name) }

  func database(_ name: String = "node.sqlite") throws -> NodeDatabase {
    try NodeDatabase(at: url(name))
  }

  /// Writes a file, and makes the folders that lead to it.
  @discardableResult
  func write(_ text: String, to name: String) throws -> URL {
    try FileManager.default.createDirectory(
      at: url(name).deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url(name))
    return url(name)
  }
}

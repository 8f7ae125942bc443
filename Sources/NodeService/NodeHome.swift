public import Foundation

/// The folder of a partnership's node: its database, and beside it, never in it, its keys.
public struct NodeHome: Sendable, Hashable {
  public let folder: URL

  public init(_ folder: URL) { self.folder = folder }

  public var database: URL { folder.appending(path: "node.sqlite") }
  public var keys: URL { folder.appending(path: "keys") }
  /// Rows of imports that could not be used, to be corrected.
  public var rejects: URL { folder.appending(path: "rejects") }

  /// Says, while a process holds it locked, that there is a line to the hub.
  var line: URL { folder.appending(path: "line") }

  /// Whether a node was set up here.
  public var isNode: Bool { FileManager.default.fileExists(atPath: database.path) }
}

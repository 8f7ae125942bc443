public import Foundation

/// The folder of the region's hub: its database, and beside it, never in it, its keys.
public struct HubHome: Sendable, Hashable {
  public let folder: URL

  public init(_ folder: URL) { self.folder = folder }

  public var database: URL { folder.appending(path: "hub.sqlite") }
  public var keys: URL { folder.appending(path: "keys") }

  /// Whether a hub was set up here.
  public var isHub: Bool { FileManager.default.fileExists(atPath: database.path) }
}

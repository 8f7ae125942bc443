public import Foundation

/// The folder of a node or a hub.
public enum HomeFolder {
  /// Makes it, if there is none, for the account of this process alone.
  ///
  /// - Parameter folder: Where; folders above it are made, too.
  /// - Returns: Why it cannot be made; `nil` once it is there.
  public static func make(_ folder: URL) -> String? {
    let manager = FileManager.default
    do {
      try manager.createDirectory(
        at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      return nil
    } catch {
      let isThere = manager.fileExists(atPath: folder.path)
      return isThere ? "it is not a folder" : "the folder cannot be made"
    }
  }
}

internal import Foundation

/// The files that a person means by naming files and folders.
struct ImportFiles {
  let urls: [URL]
  /// Bytes on disk of each.
  let sizes: [Int64]

  var totalBytes: Int64 { sizes.reduce(0, +) }

  /// Finds the files.
  ///
  /// - Parameter named: Files are taken as they are; of folders, all `.csv`, `.csv.gz` and `.zip`
  ///   files at any depth, in order of path.
  /// - Throws: ``NodeStoreError/noFiles(paths:)``, ``NodeStoreError/unreadable(file:reason:)``.
  init(_ named: [URL]) throws {
    var urls: [URL] = []
    for url in named {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else {
        throw NodeStoreError.unreadable(file: url.path, reason: "there is no such file")
      }
      urls += isFolder.boolValue ? Self.files(in: url) : [url]
    }
    guard !urls.isEmpty else { throw NodeStoreError.noFiles(paths: named.map(\.path)) }
    self.urls = urls
    sizes = urls.map {
      let attributes = try? FileManager.default.attributesOfItem(atPath: $0.path)
      return (attributes?[.size] as? NSNumber)?.int64Value ?? 0
    }
  }

  private static func files(in folder: URL) -> [URL] {
    guard let paths = FileManager.default.enumerator(atPath: folder.path) else { return [] }
    return paths.compactMap { $0 as? String }
      .filter { path in
        [".csv", ".csv.gz", ".zip"].contains { path.lowercased().hasSuffix($0) }
      }
      .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      .map { folder.appendingPathComponent($0) }
      // A pipe or a device among them would never end.
      .filter { url in
        (try? url.resolvingSymlinksInPath().resourceValues(forKeys: [.isRegularFileKey]))?
          .isRegularFile ?? false
      }
  }
}

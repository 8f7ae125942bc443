public import Foundation

extension NodeDatabase {
  /// The largest reference file, unpacked; bytes.
  static let referenceBytesMax = 256 << 20

  /// Reads a reference file whole: plain, gzip or the first file of a zip archive.
  ///
  /// - Parameter file: Boundaries, a look-up, a population table or a list of premises.
  /// - Returns: The unpacked bytes.
  /// - Throws: ``NodeStoreError/unreadable(file:reason:)``, also for more than 256 MiB.
  public static func referenceBytes(of file: URL) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var isFirst = true
    try ArchiveReader.forEachMember(of: file) { member in
      guard isFirst else { return }
      isFirst = false
      try member.read { chunk, _ in
        guard bytes.count + chunk.count <= referenceBytesMax else {
          throw NodeStoreError.unreadable(
            file: file.lastPathComponent, reason: "it has more than 256 MiB")
        }
        bytes += chunk
      }
    }
    return bytes
  }
}

import Foundation
import Testing

/// A file of conformance vectors in `Protocol/vectors`.
///
/// The vectors are written only on request, with `ISCAN_WRITE_VECTORS=1`; otherwise what this
/// release makes must equal what is in the repository, byte for byte.
struct VectorFile {
  let name: String

  private var address: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Protocol/vectors/\(name).json")
  }

  func check(_ content: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let made = try encoder.encode(content) + Data("\n".utf8)
    if ProcessInfo.processInfo.environment["ISCAN_WRITE_VECTORS"] == "1" {
      try FileManager.default.createDirectory(
        at: address.deletingLastPathComponent(), withIntermediateDirectories: true)
      try made.write(to: address)
    }
    #expect(try Data(contentsOf: address) == made, "\(name).json differs")
  }
}

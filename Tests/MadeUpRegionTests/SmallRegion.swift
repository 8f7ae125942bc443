import MadeUpRegion
import PartnershipRecords
import Testing

/// A small region that the tests share, with its files read once.
struct SmallRegion {
  static let region = MadeUpRegion(
    seed: MadeUpRegion.defaultSeed, months: Month(index: 24_246)...Month(index: 24_248), scale: 0.1)
  static let files = Array(region.files)

  static func text(_ path: String) throws -> String {
    let file = try #require(files.first { $0.path == path })
    return String(decoding: file.contents, as: UTF8.self)
  }

  /// The rows of all police files of a kind, without headers, cut at commas.
  static func rows(_ kind: String) -> [[String]] {
    files.filter { $0.path.hasSuffix("-\(kind).csv") }.flatMap { file in
      String(decoding: file.contents, as: UTF8.self).components("\r\n").dropFirst().dropLast()
        .map { $0.components(",") }
    }
  }

  /// The rows of a look-up, without the header and the quotation marks.
  static func lookup(_ path: String) throws -> [[String]] {
    try text(path).components("\n").dropFirst().dropLast().map {
      $0.components(",").map { $0.filter { $0 != "\"" } }
    }
  }

  static func digest(_ files: some Sequence<GeneratedFile>) -> String {
    var digest = Digest()
    for file in files {
      digest.add(Array(file.path.utf8) + [0])
      digest.add(file.contents + [0])
    }
    return digest.text
  }
}

extension String {
  func components(_ separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}

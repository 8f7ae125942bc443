import Foundation
import MadeUpRegion
import PartnershipRecords

/// The made-up files that the nodes are given: one force, some months, twice the crimes.
struct KillFiles {
  static let force = "fellshire"
  let folder: URL
  /// In order; each has street, outcomes and stop-and-search.
  let months: [String]

  /// Writes the files.
  ///
  /// - Parameters:
  ///   - folder: Where to; made if it is not there.
  ///   - count: How many months up to March 2022.
  /// - Throws: If the disk refuses.
  init(in folder: URL, months count: Int) throws {
    self.folder = folder
    let last = MadeUpRegion.defaultMonths.upperBound
    let region = MadeUpRegion(months: last.advanced(by: 1 - count)...last, scale: 2)
    var months: Set<String> = []
    for file in region.files where Self.isWanted(file.path) {
      let url = folder.appending(path: file.path)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(file.contents).write(to: url)
      let parts = file.path.split(separator: "/")
      if parts[0] == "police" { months.insert(String(parts[1])) }
    }
    self.months = months.sorted()
  }

  private static func isWanted(_ path: String) -> Bool {
    path.hasPrefix("police/") ? path.contains("-\(force)-") : !path.hasPrefix("premises/")
  }

  /// The three files of a month.
  func police(_ month: String) -> [String] {
    ["outcomes", "stop-and-search", "street"].map {
      folder.appending(path: "police/\(month)/\(month)-\(Self.force)-\($0).csv").path
    }
  }

  /// Small areas to districts and to middle areas.
  var lookups: [String] {
    ["lsoa11-lad21", "lsoa11-msoa11", "lsoa11-lsoa21-lad22"].map {
      folder.appending(path: "lookups/\($0).csv").path
    }
  }

  func boundaries(_ district: String) -> [String] {
    ["lsoa11", "lsoa21"].map { folder.appending(path: "boundaries/\($0)/\(district).geojson").path }
  }
}

import Foundation

/// Finds the files of a data folder, real or made up, that a node is given.
///
/// Every file may be plain or end in `.gz`.
struct DemoData {
  let folder: URL

  /// Whether there are police files at all.
  var isUsable: Bool { !contents(of: "police").isEmpty }

  /// Node and hub are given the same: they must agree on the tables of a release.
  var lookups: [String] {
    ["lsoa11-lad21", "lsoa11-msoa11"]
      .flatMap { files(in: "lookups", beginning: $0) }
  }

  var populations: [String] {
    files(in: "population", beginning: "lsoa11-mid-2020-england-wales")
  }

  func boundaries(of district: String) -> [String] {
    ["lsoa11", "lsoa21", "msoa11"].flatMap { files(in: "boundaries/\($0)", beginning: district) }
  }

  /// The street, outcomes and stop-and-search files of one force, in order of month.
  func policeFiles(of force: String) -> [String] {
    contents(of: "police").flatMap { month in
      contents(of: "police/\(month)").filter { $0.contains("-\(force)-") }
        .map { path("police/\(month)/\($0)") }
    }
  }

  private func files(in subfolder: String, beginning prefix: String) -> [String] {
    contents(of: subfolder).filter { $0.hasPrefix(prefix + ".") }
      .map { path("\(subfolder)/\($0)") }
  }

  private func contents(of subfolder: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: path(subfolder))
    return (names ?? []).sorted()
  }

  private func path(_ relative: String) -> String { folder.appending(path: relative).path }
}

import Foundation

@testable import NodeStore

/// Two editions of a month, compared by their text alone.
struct EditionDifference {
  var changed = 0
  var changedInRegion = 0
  var added = 0
  var addedInRegion = 0

  /// - Parameters:
  ///   - month: The month, as in the files' names.
  ///   - kept: The LSOAs of the node's districts.
  /// - Throws: If a file cannot be read.
  init(month: String, kept: Set<Substring>) throws {
    let name = "\(month)/\(month)-northumbria-street.csv.gz"
    let before = try Self.crimes("police/\(name)")
    for (crime, now) in try Self.crimes("police-later-edition/\(name)") {
      let isInRegion = kept.contains(now.area)
      if let then = before[crime] {
        guard then.outcome != now.outcome else { continue }
        changed += 1
        changedInRegion += isInRegion ? 1 : 0
      } else {
        added += 1
        addedInRegion += isInRegion ? 1 : 0
      }
    }
  }

  private static func crimes(
    _ path: String
  ) throws -> [Substring: (outcome: Substring, area: Substring)] {
    let text = String(decoding: try RegionData.bytes(path), as: UTF8.self)
    var crimes: [Substring: (outcome: Substring, area: Substring)] = [:]
    for line in text.split(separator: "\r\n").dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      if !fields[0].isEmpty { crimes[fields[0]] = (fields[10], fields[7]) }
    }
    return crimes
  }
}

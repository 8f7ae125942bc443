public import PartnershipRecords

/// What the name of a downloaded file says, such as `2021-09-northumbria-stop-and-search.csv`.
///
/// Stop-and-search rows do not name their force; the file's name does.
public struct PoliceFileName: Hashable, Sendable {
  public let month: Month
  /// The force's short name in data.police.uk's addresses, such as `northumbria`.
  public let force: String
  public let kind: PoliceFileKind

  /// Reads a name; `nil` if it does not follow the pattern.
  ///
  /// - Parameter name: The last part of a path, with or without `.csv` and `.gz`.
  public init?(_ name: String) {
    let stem = name.split(separator: ".", maxSplits: 1).first.map(String.init) ?? ""
    guard let month = Month(String(stem.prefix(7))), stem.dropFirst(7).first == "-" else {
      return nil
    }
    let rest = stem.dropFirst(8)
    for kind in PoliceFileKind.allCases where rest.hasSuffix("-" + kind.rawValue) {
      let force = rest.dropLast(kind.rawValue.count + 1)
      guard !force.isEmpty else { return nil }
      self.month = month
      self.force = String(force)
      self.kind = kind
      return
    }
    return nil
  }

  /// The short name of a force from the name in the street files.
  ///
  /// - Parameter name: Such as "Devon & Cornwall Police".
  /// - Returns: Such as `devon-and-cornwall`.
  public static func slug(ofForce name: String) -> String {
    var words = name.lowercased().split(separator: " ").map { $0 == "&" ? "and" : String($0) }
    while let last = words.last, words.count > 1,
      ["police", "constabulary", "service"].contains(last)
    {
      words.removeLast()
    }
    return words.joined(separator: "-")
  }
}

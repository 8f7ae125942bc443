public import PartnershipRecords

/// What a pattern came to: areas, a sentence, and what it rests on.
public protocol PatternAnswer: Codable, Sendable {
  associatedtype Area: PatternArea
  var basis: PatternBasis { get }
  /// Every area of the frame.
  var areas: [Area] { get }
  /// One plain English sentence, or two.
  var sentence: String { get }
  /// What a reader should bear in mind, the weightiest first.
  var caveats: [String] { get }
}

/// What a pattern says of one area.
public protocol PatternArea: Encodable, Sendable {
  var area: AreaCode { get }
  /// Names of the values, for the head of a table.
  static var columns: [String] { get }
  /// The values, as text; texts in quotation marks where they need them.
  var values: [String] { get }
}

extension PatternAnswer {
  /// One line of comma-separated values for each area, with what it rests on in lines that begin with `#`.
  public var commaSeparated: String {
    let head = [
      "# \(sentence)", "# method \(basis.method) \(basis.version); input \(basis.inputDigest)",
      Area.columns.joined(separator: ","),
    ]
    return (head + areas.map { $0.values.joined(separator: ",") }).joined(separator: "\n")
  }
}

enum CommaSeparated {
  /// A text in quotation marks, if it needs them.
  static func quoted(_ text: String) -> String {
    text.contains { ",\"\n".contains($0) }
      ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }

  /// Nothing for what there is not.
  static func number(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
}

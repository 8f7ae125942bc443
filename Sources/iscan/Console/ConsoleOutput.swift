import ArgumentParser
import Foundation

/// Whether a command prints for a person or for a program.
struct OutputOptions: ParsableArguments {
  @Flag(name: .long, help: "Print JSON, for programs.")
  var json = false

  /// Prints `value` as JSON if asked to, else the text.
  func show(_ value: some Encodable, text: () throws -> String) throws {
    if json {
      Swift.print(try Self.encoded(value))
    } else {
      Swift.print(try text().withoutControlCharacters)
    }
  }

  /// JSON with sorted keys, so that two runs can be compared line by line.
  static func encoded(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .iso8601
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

/// Rows of text set in columns: the first to the left, those that hold numbers to the right.
struct TextTable {
  private let header: [String]
  private let rightAligned: Set<Int>
  private var rows: [[String]] = []

  init(_ header: [String], numbers: Set<Int> = []) {
    self.header = header
    rightAligned = numbers
  }

  mutating func add(_ row: [String]) { rows.append(row) }

  var text: String {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      row.indices.map { padded(row[$0], to: widths[$0], right: rightAligned.contains($0)) }
        .joined(separator: "  ").trimmingSuffix(" ")
    }.joined(separator: "\n")
  }

  private func padded(_ text: String, to width: Int, right: Bool) -> String {
    let space = String(repeating: " ", count: max(0, width - text.count))
    return right ? space + text : text + space
  }
}

extension String {
  /// The text without any `character` at its end.
  fileprivate func trimmingSuffix(_ character: Character) -> String {
    var text = self
    while text.last == character { text.removeLast() }
    return text
  }
}

extension String {
  /// The text without characters that steer a terminal or turn the direction of writing: others may
  /// have written it.
  var withoutControlCharacters: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { scalar in
          let isPlain = scalar == "\n" || scalar == "\t"
          let steers =
            scalar.properties.generalCategory == .control
            || scalar.properties.isBidiControl
          return steers && !isPlain ? "\u{FFFD}" : scalar
        }))
  }
}

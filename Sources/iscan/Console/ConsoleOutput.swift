import ArgumentParser
import Foundation

/// Whether a command prints for a person or for a program.
struct OutputOptions: ParsableArguments {
  @Flag(name: .long, help: "Print JSON, for programs.")
  var json = false

  /// Prints `value` as JSON if asked to, else the text.
  func show(_ value: some Encodable, text: () throws -> String) throws {
    if json {
      try say(Self.encoded(value))
    } else {
      try say(text().withoutControlCharacters)
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

/// Writes a line to the standard output, at once, also into a file or pipe. For a reader that has
/// gone, such as `head`, the rest is left out quietly.
///
/// - Throws: `CommandError.outputNotWritten`, such as on a full disk.
func say(_ text: String) throws {
  let bytes = Array((text + "\n").utf8)
  var place = 0
  while place < bytes.count {
    let count = bytes.withUnsafeBytes {
      write(STDOUT_FILENO, $0.baseAddress?.advanced(by: place), $0.count - place)
    }
    guard count < 0 else {
      place += count
      continue
    }
    switch errno {
    case EINTR: continue
    case EPIPE: return
    case EAGAIN:
      var wanted = pollfd(fd: STDOUT_FILENO, events: Int16(POLLOUT), revents: 0)
      _ = poll(&wanted, 1, 1_000)
    default: throw CommandError.outputNotWritten(reason: String(cString: strerror(errno)))
    }
  }
}

/// Rows of text set in columns: the first to the left, those that hold numbers to the right.
struct TextTable {
  private let header: [String]
  private let rightAligned: Set<Int>
  private let whole: Set<Int>
  private var rows: [[String]] = []

  /// - Parameters:
  ///   - header: What stands in each column.
  ///   - numbers: The columns that hold numbers.
  ///   - whole: The columns of which nothing is cut off, however long.
  init(_ header: [String], numbers: Set<Int> = [], whole: Set<Int> = []) {
    self.header = header
    self.whole = whole
    rightAligned = numbers
  }

  /// The most characters of a cell at a terminal, but for the last of a row: one that somebody made
  /// long would push every other row out of sight. What goes into a file or a pipe is whole.
  private static let widest = 80
  private static let isTerminal = isatty(STDOUT_FILENO) == 1

  /// Adds a row; what others wrote cannot break it.
  mutating func add(_ row: [String]) {
    rows.append(
      row.enumerated().map { place, cell in
        let text = cell.inOneLine
        guard Self.isTerminal, place < row.count - 1, !whole.contains(place),
          text.count > Self.widest
        else { return text }
        return text.prefix(Self.widest - 1) + "…"
      })
  }

  var text: String {
    let all = [header] + rows
    let widths = header.indices.map { column in
      all.map { min($0[column].count, Self.widest) }.max() ?? 0
    }
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
  /// Whether it can be the name of a partnership or region: something to read, and nothing that steers
  /// a terminal or breaks a line.
  var isPlainName: Bool {
    contains { !$0.isWhitespace } && !unicodeScalars.contains(where: \.steers)
  }

  /// What somebody wrote, to stand within a line of text: a new line would pass for one of the
  /// program's own.
  var inOneLine: String {
    guard unicodeScalars.contains(where: \.steers) else { return self }
    return unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case _ where scalar.steers: text += "\\u{\(String(scalar.value, radix: 16))}"
      default: text.unicodeScalars.append(scalar)
      }
    }
  }

  /// The text without characters that steer a terminal or turn the direction of writing: others may
  /// have written it.
  var withoutControlCharacters: String {
    String(
      String.UnicodeScalarView(
        unicodeScalars.map { scalar in
          let isPlain = scalar == "\n" || scalar == "\t"
          return scalar.steers && !isPlain ? "\u{FFFD}" : scalar
        }))
  }
}

extension Unicode.Scalar {
  /// Whether it steers a terminal, breaks a line or turns the direction of writing.
  fileprivate var steers: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: properties.isBidiControl
    }
  }
}

/// A whole CSV file in memory: reference files are small, and some of their records span lines.
struct ReferenceTable {
  /// One record after the header.
  struct Row {
    /// The line on which it begins; the header is line 1.
    let line: Int
    let fields: [String]
  }

  /// The names of the columns, in lower case, without a byte-order mark.
  let header: [String]
  let rows: [Row]
  let rejected: [ReferenceRejection]

  /// Splits a file by RFC 4180, with LF or CRLF line ends; empty lines are left out.
  ///
  /// - Parameter bytes: UTF-8.
  /// - Throws: ``IntakeError/emptyFile`` if there is no first line, ``IntakeError/notText`` if the
  ///   bytes are not UTF-8.
  init(_ bytes: [UInt8]) throws(IntakeError) {
    guard String(validating: bytes, as: UTF8.self) != nil else { throw .notText }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let start = bytes.starts(with: mark) ? mark.count : 0
    var splitter = RecordSplitter(bytes, from: start)
    guard let first = splitter.next(), first.isClosed else { throw .emptyFile }
    header = first.fields.map { $0.lowercased() }
    var rows: [Row] = []
    var rejected: [ReferenceRejection] = []
    while let record = splitter.next() {
      if !record.isClosed {
        rejected.append(ReferenceRejection(line: record.line, reason: .openQuote))
      } else if record.fields.count != header.count {
        rejected.append(ReferenceRejection(line: record.line, reason: .columnCount))
      } else {
        rows.append(Row(line: record.line, fields: record.fields))
      }
    }
    self.rows = rows
    self.rejected = rejected
  }
}

/// Cuts bytes into records and these into fields.
private struct RecordSplitter {
  private let bytes: [UInt8]
  private var position: Int
  private var line = 1

  init(_ bytes: [UInt8], from start: Int) {
    self.bytes = bytes
    position = start
  }

  /// The next record that is not an empty line; not closed if its last quotation mark is missing.
  mutating func next() -> (line: Int, fields: [String], isClosed: Bool)? {
    skipEmptyLines()
    guard position < bytes.count else { return nil }
    let start = line
    var fields: [String] = []
    while true {
      let (field, isClosed) = nextField()
      fields.append(String(decoding: field, as: UTF8.self))
      guard isClosed else { return (start, fields, false) }
      guard position < bytes.count else { return (start, fields, true) }
      let separator = bytes[position]
      position += 1
      if separator == 10 {
        line += 1
        return (start, fields, true)
      }
    }
  }

  private mutating func skipEmptyLines() {
    while position < bytes.count {
      if bytes[position] == 10 {
        line += 1
      } else if bytes[position] != 13 {
        return
      }
      position += 1
    }
  }

  /// One field; leaves the position at the comma or line feed after it.
  private mutating func nextField() -> (field: [UInt8], isClosed: Bool) {
    var field: [UInt8] = []
    var isQuoted = false
    while position < bytes.count {
      let byte = bytes[position]
      if byte == 34, isQuoted, position + 1 < bytes.count, bytes[position + 1] == 34 {
        field.append(34)
        position += 1
      } else if byte == 34, isQuoted || field.isEmpty {
        isQuoted.toggle()
      } else if !isQuoted, byte == 44 || byte == 10 {
        if byte == 10, field.last == 13 { field.removeLast() }
        return (field, true)
      } else {
        if byte == 10 { line += 1 }
        field.append(byte)
      }
      position += 1
    }
    if field.last == 13 { field.removeLast() }
    return (field, !isQuoted)
  }
}

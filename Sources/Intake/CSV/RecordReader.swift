/// Splits the bytes of a CSV file into records as they arrive, in bounded memory.
///
/// Follows RFC 4180, with `\n` as well as `\r\n` at line ends. A record that cannot be read (see
/// ``CSVRecord/problem``) is handed over with its bytes, and reading goes on at the next line.
public final class RecordReader {
  /// The longest record in bytes; a longer one is unusable.
  public static let longestRecord = 65_536
  private static let capacity = longestRecord + 262_144

  /// How many fields a record must have; set it when the header is known.
  public var expectedColumns: Int?

  private let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
  private var filled = 0
  private var line = 1
  private var isAtStart = true
  private var isSkipping = false
  private var scanner: RecordScanner
  private let lineBreaksInQuotes: Bool

  /// - Parameter lineBreaksInQuotes: Whether a quoted field may go on in the next line. Say no for
  ///   files that never have it: one missing quotation mark then costs one row.
  public init(lineBreaksInQuotes: Bool = false) {
    self.lineBreaksInQuotes = lineBreaksInQuotes
    scanner = RecordScanner(
      lineBreaksInQuotes: lineBreaksInQuotes, longestRecord: Self.longestRecord)
  }

  deinit { buffer.deallocate() }

  /// Takes the next bytes of the file, as many as there are.
  ///
  /// - Parameters:
  ///   - bytes: The bytes; they are copied.
  ///   - handle: Is called with each record that is now complete.
  /// - Throws: What `handle` throws.
  public func feed(
    _ bytes: UnsafeRawBufferPointer, _ handle: (CSVRecord) throws -> Void
  ) rethrows {
    guard let source = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
    var taken = 0
    while taken < bytes.count {
      let portion = min(bytes.count - taken, Self.capacity - filled)
      (buffer + filled).update(from: source + taken, count: portion)
      filled += portion
      taken += portion
      try read(isLast: false, handle)
    }
  }

  /// Says that the file has ended; hands over the last record if its line end was missing.
  ///
  /// - Parameter handle: Is called with each record that is left.
  /// - Throws: What `handle` throws.
  public func finish(_ handle: (CSVRecord) throws -> Void) rethrows {
    try read(isLast: true, handle)
  }

  private func read(isLast: Bool, _ handle: (CSVRecord) throws -> Void) rethrows {
    var start = 0
    if isAtStart, filled >= 3 || isLast {
      isAtStart = false
      // A byte-order mark is no part of the first column's name.
      if filled >= 3, buffer[0] == 0xEF, buffer[1] == 0xBB, buffer[2] == 0xBF { start = 3 }
    }
    guard !isAtStart else { return }
    while start < filled {
      if isSkipping {
        start = skipLine(from: start)
        continue
      }
      if let found = scanner.scan(buffer, from: start, to: filled, isLast: isLast) {
        try hand(over: found, from: start, handle)
        start = found.next
      } else if filled - start > Self.longestRecord {
        start = try giveUp(from: start, handle)
      } else {
        break
      }
    }
    filled -= start
    if start > 0, filled > 0 { buffer.update(from: buffer + start, count: filled) }
  }

  private func hand(
    over found: RecordScanner.Found, from start: Int, _ handle: (CSVRecord) throws -> Void
  ) rethrows {
    defer { line += found.lineBreaks + 1 }
    var end = found.end
    if end > start, buffer[end - 1] == 13 { end -= 1 }
    let length = end - start
    // An empty line is no record.
    guard length > 0 else { return }
    var problem = found.problem
    if length > Self.longestRecord { problem = .recordTooLong }
    let fields = scanner.found
    if problem == nil, let expectedColumns, fields.count != expectedColumns {
      problem = .columnCount
    }
    let raw = Bytes(start: buffer + start, count: min(length, Self.longestRecord))
    try handle(CSVRecord(line: line, raw: raw, problem: problem, fields: fields))
  }

  /// Rejects a record that does not end within the limit.
  ///
  /// - Returns: Where to read on.
  private func giveUp(from start: Int, _ handle: (CSVRecord) throws -> Void) rethrows -> Int {
    let first = scanner.firstLine(buffer, start, filled)
    if lineBreaksInQuotes, first.end < filled, first.end - start <= Self.longestRecord {
      try hand(over: first, from: start, handle)
      return first.next
    }
    let cut = RecordScanner.Found(
      end: start + Self.longestRecord, next: filled, lineBreaks: -1, problem: .recordTooLong)
    try hand(over: cut, from: start, handle)
    isSkipping = true
    return start + Self.longestRecord
  }

  private func skipLine(from start: Int) -> Int {
    var position = start
    while position < filled, buffer[position] != 10 { position += 1 }
    guard position < filled else { return filled }
    isSkipping = false
    line += 1
    return position + 1
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Finds where one record ends and where its fields are. Holds the fields of the last record only.
struct RecordScanner: ~Copyable {
  /// A record that was found.
  struct Found {
    /// The end of the content, before the line end.
    var end: Int
    /// Where the next record begins.
    var next: Int
    var lineBreaks = 0
    var problem: RejectReason?
  }

  static let mostFields = 1024

  private let fields = UnsafeMutablePointer<Bytes>.allocate(capacity: mostFields)
  /// Room for fields that had doubled quotation marks; as long as a record may be.
  private let scratch: UnsafeMutablePointer<UInt8>
  private let scratchSize: Int
  private var scratchUsed = 0
  private var fieldCount = 0
  private var hasNUL = false
  private var isPlainASCII = true
  private let lineBreaksInQuotes: Bool

  init(lineBreaksInQuotes: Bool, longestRecord: Int) {
    self.lineBreaksInQuotes = lineBreaksInQuotes
    scratchSize = longestRecord
    scratch = .allocate(capacity: longestRecord)
  }

  deinit {
    fields.deallocate()
    scratch.deallocate()
  }

  var found: UnsafeBufferPointer<Bytes> {
    UnsafeBufferPointer(start: fields, count: min(fieldCount, Self.mostFields))
  }

  /// Reads one record.
  ///
  /// - Parameters:
  ///   - bytes: The buffer.
  ///   - start: Where the record begins.
  ///   - end: The end of what is in the buffer.
  ///   - isLast: Whether the file ends there.
  /// - Returns: `nil` if the record may go on after `end`.
  mutating func scan(
    _ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int, isLast: Bool
  ) -> Found? {
    fieldCount = 0
    scratchUsed = 0
    hasNUL = false
    isPlainASCII = true
    var lineBreaks = 0
    var problem: RejectReason?
    var fieldStart = start
    var position = start
    while position < end {
      let byte = bytes[position]
      // Letters, digits and most signs: nothing to do.
      if byte > 44, byte < 128 {
        position &+= 1
        continue
      }
      switch byte {
      case 44:
        add(bytes + fieldStart, position - fieldStart)
        fieldStart = position + 1
      case 10:
        return finish(
          bytes, start, fieldStart, position, next: position + 1, lineBreaks, problem)
      case 34 where position == fieldStart:
        let quoted = scanQuoted(bytes, from: position + 1, to: end)
        lineBreaks += quoted.lineBreaks
        switch quoted.ending {
        case .closed where isFieldEnd(bytes, quoted.end + 1, end):
          addQuoted(bytes + position + 1, quoted.end - position - 1, quoted.hasDoubled)
          position = quoted.end + 1
          if position < end, bytes[position] == 13 { position += 1 }
          guard position < end || isLast else { return nil }
          if position >= end || bytes[position] == 10 {
            return finish(
              bytes, start, nil, position, next: min(position + 1, end), lineBreaks, problem)
          }
          if bytes[position] != 44 { problem = problem ?? .strayQuote }
          fieldStart = position + 1
        case .closed:
          problem = problem ?? .strayQuote
          position = quoted.end
        case .lineEnd:
          return Found(end: quoted.end, next: quoted.end + 1, problem: .unterminatedQuote)
        case .bufferEnd:
          return isLast ? firstLine(bytes, start, end) : nil
        }
      case 0: hasNUL = true
      case 128...: isPlainASCII = false
      default: break
      }
      position &+= 1
    }
    guard isLast else { return nil }
    return finish(bytes, start, fieldStart, end, next: end, lineBreaks, problem)
  }

  /// The first line alone, when the quotation mark in it is never closed.
  func firstLine(_ bytes: UnsafePointer<UInt8>, _ start: Int, _ end: Int) -> Found {
    var position = start
    while position < end, bytes[position] != 10 { position += 1 }
    return Found(end: position, next: min(position + 1, end), problem: .unterminatedQuote)
  }

  private mutating func finish(
    _ bytes: UnsafePointer<UInt8>, _ start: Int, _ fieldStart: Int?, _ lineEnd: Int, next: Int,
    _ lineBreaks: Int, _ problem: RejectReason?
  ) -> Found {
    var end = lineEnd
    if end > start, bytes[end - 1] == 13 { end -= 1 }
    if let fieldStart { add(bytes + fieldStart, max(0, end - fieldStart)) }
    var problem = problem
    if !isPlainASCII, !isUTF8(Bytes(start: bytes + start, count: end - start)) {
      problem = .invalidUTF8
    }
    if hasNUL { problem = .nulBytes }
    return Found(end: end, next: next, lineBreaks: lineBreaks, problem: problem)
  }

  private func isUTF8(_ bytes: Bytes) -> Bool { String(validating: bytes, as: UTF8.self) != nil }

  private func isFieldEnd(_ bytes: UnsafePointer<UInt8>, _ position: Int, _ end: Int) -> Bool {
    guard position < end else { return true }
    return bytes[position] == 44 || bytes[position] == 10 || bytes[position] == 13
  }

  private mutating func add(_ start: UnsafePointer<UInt8>, _ count: Int) {
    if fieldCount < Self.mostFields { fields[fieldCount] = Bytes(start: start, count: count) }
    fieldCount += 1
  }

  private mutating func addQuoted(
    _ start: UnsafePointer<UInt8>, _ count: Int, _ hasDoubled: Bool
  ) {
    guard hasDoubled, scratchUsed + count <= scratchSize else { return add(start, count) }
    let target = scratch + scratchUsed
    var written = 0
    var position = 0
    while position < count {
      target[written] = start[position]
      // Of a doubled quotation mark only the first is taken.
      position += start[position] == 34 ? 2 : 1
      written += 1
    }
    scratchUsed += written
    add(target, written)
  }

  private enum Ending { case closed, lineEnd, bufferEnd }

  private mutating func scanQuoted(
    _ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int
  ) -> (ending: Ending, end: Int, hasDoubled: Bool, lineBreaks: Int) {
    var hasDoubled = false
    var lineBreaks = 0
    var position = start
    while position < end {
      switch bytes[position] {
      case 34:
        guard position + 1 < end, bytes[position + 1] == 34 else {
          return (.closed, position, hasDoubled, lineBreaks)
        }
        hasDoubled = true
        position += 1
      case 10:
        guard lineBreaksInQuotes else { return (.lineEnd, position, hasDoubled, lineBreaks) }
        lineBreaks += 1
      case 0: hasNUL = true
      case 128...: isPlainASCII = false
      default: break
      }
      position += 1
    }
    return (.bufferEnd, end, hasDoubled, lineBreaks)
  }
}

import Intake
import Testing

/// A record with its bytes copied, as records live only during a call.
private struct Kept: Equatable {
  let line: Int
  let fields: [String]
  let problem: RejectReason?

  init(_ record: CSVRecord) {
    line = record.line
    problem = record.problem
    fields = record.problem == nil ? (0..<record.count).map { record.text($0) } : []
  }

  init(_ line: Int, _ fields: [String] = [], problem: RejectReason? = nil) {
    self.line = line
    self.fields = fields
    self.problem = problem
  }
}

/// Reads bytes in portions of given lengths, the last repeated.
private func read(
  _ bytes: [UInt8], lineBreaksInQuotes: Bool = false, columns: Int? = nil,
  portion: () -> Int = { Int.max }
) -> [Kept] {
  let reader = RecordReader(lineBreaksInQuotes: lineBreaksInQuotes)
  reader.expectedColumns = columns
  var kept: [Kept] = []
  var start = 0
  while start < bytes.count {
    let end = start + min(portion(), bytes.count - start)
    bytes[start..<end].withUnsafeBytes { part in
      reader.feed(part) { kept.append(Kept($0)) }
    }
    start = end
  }
  reader.finish { kept.append(Kept($0)) }
  return kept
}

private func read(_ text: String, lineBreaksInQuotes: Bool = false, columns: Int? = nil) -> [Kept] {
  read(Array(text.utf8), lineBreaksInQuotes: lineBreaksInQuotes, columns: columns)
}

@Suite("Reading CSV records")
struct RecordReaderTests {
  @Test("fields are split by commas, lines by LF or CRLF, and the last line end may be missing")
  func plain() {
    #expect(
      read("a,b\r\nc,\n,\r\n\r\nlast") == [
        Kept(1, ["a", "b"]), Kept(2, ["c", ""]), Kept(3, ["", ""]), Kept(5, ["last"]),
      ])
  }

  @Test("quotation marks come off, doubled ones become one, commas between them stay")
  func quoted() {
    #expect(
      read("\"a,b\",\"\",\"say \"\"no\"\"\"\r\nx\"y,2,3\n") == [
        Kept(1, ["a,b", "", "say \"no\""]), Kept(2, ["x\"y", "2", "3"]),
      ])
  }

  @Test("a byte-order mark is no part of the first field")
  func byteOrderMark() {
    #expect(read("\u{FEFF}Crime ID,Month\n") == [Kept(1, ["Crime ID", "Month"])])
  }

  @Test("a line break in quotes belongs to the field only where it may")
  func lineBreaks() {
    let text = "\"a\nb\",c\nd,e\n"
    #expect(
      read(text, lineBreaksInQuotes: true) == [Kept(1, ["a\nb", "c"]), Kept(3, ["d", "e"])])
    #expect(
      read(text) == [
        Kept(1, problem: .unterminatedQuote), Kept(2, ["b\"", "c"]), Kept(3, ["d", "e"]),
      ])
  }

  @Test(
    "a record that cannot be read costs that record alone",
    arguments: [
      ("a,\"b,c", RejectReason.unterminatedQuote), ("\"a\"b,c,d", .strayQuote),
      ("a,\u{0},c", .nulBytes), ("a,b", .columnCount), ("a,b,c,d", .columnCount),
    ])
  func broken(row: String, reason: RejectReason) {
    #expect(
      read("1,2,3\r\n\(row)\r\n4,5,6\r\n", columns: 3) == [
        Kept(1, ["1", "2", "3"]), Kept(2, problem: reason), Kept(3, ["4", "5", "6"]),
      ])
  }

  @Test("bytes that are not UTF-8 cost their record; other scripts are text")
  func invalidText() {
    let bytes = Array("a,b\n".utf8) + [0x63, 0x2C, 0xE9, 10] + Array("é,Ѐ\n".utf8)
    #expect(
      read(bytes, columns: 2) == [
        Kept(1, ["a", "b"]), Kept(2, problem: .invalidUTF8), Kept(3, ["é", "Ѐ"]),
      ])
  }

  @Test("a record over the limit costs that record alone, however long it is")
  func tooLong() {
    for length in [RecordReader.longestRecord + 1, RecordReader.longestRecord * 12] {
      let long = String(repeating: "x", count: length)
      #expect(
        read("a\n\(long)\nb\n") == [
          Kept(1, ["a"]), Kept(2, problem: .recordTooLong), Kept(3, ["b"]),
        ])
    }
    let longest = String(repeating: "x", count: RecordReader.longestRecord)
    #expect(read("\(longest)\n").first?.problem == nil)
  }

  @Test("the records are the same in whatever portions the bytes come", arguments: 1...60)
  func portions(seed: UInt64) {
    var random = SeededNumbers(seed: seed)
    let alphabet = Array("ab,\"\n\r,\"é\0".utf8)
    let bytes = (0..<400).map { _ in alphabet[Int.random(in: 0..<alphabet.count, using: &random)] }
    for lineBreaksInQuotes in [false, true] {
      let whole = read(bytes, lineBreaksInQuotes: lineBreaksInQuotes)
      let inParts = read(
        bytes, lineBreaksInQuotes: lineBreaksInQuotes,
        portion: { Int.random(in: 1...9, using: &random) })
      #expect(inParts == whole, "seed \(seed)")
    }
  }
}

/// Numbers that a seed decides (SplitMix64, Steele, Lea and Flood 2014).
private struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

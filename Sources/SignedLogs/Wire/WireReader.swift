/// Reads protobuf's wire format strictly: one way to write each number, nothing cut off.
struct WireReader {
  /// The head of a field.
  struct Tag {
    let number: UInt64
    let wireType: UInt8
  }

  private let bytes: [UInt8]
  private(set) var offset: Int
  private let end: Int
  let part: SignedPart

  init(_ bytes: [UInt8], part: SignedPart) {
    self.bytes = bytes
    self.part = part
    offset = 0
    end = bytes.count
  }

  private init(_ bytes: [UInt8], part: SignedPart, range: Range<Int>) {
    self.bytes = bytes
    self.part = part
    offset = range.lowerBound
    end = range.upperBound
  }

  var isAtEnd: Bool { offset == end }

  func failure(_ fault: WireFault) -> SignedLogError {
    .malformed(part, fault, offset: offset)
  }

  mutating func number() throws(SignedLogError) -> UInt64 {
    // Most numbers have one byte.
    if offset < end, bytes[offset] < 0x80 {
      defer { offset += 1 }
      return UInt64(bytes[offset])
    }
    var result: UInt64 = 0
    for place in 0..<10 {
      guard offset < end else { throw failure(.truncated) }
      let next = bytes[offset]
      guard place < 9 || next <= 1 else { break }
      offset += 1
      result |= UInt64(next & 0x7F) << UInt64(7 * place)
      if next < 0x80 {
        guard place == 0 || next != 0 else { break }
        return result
      }
    }
    throw failure(.numberNotMinimal)
  }

  mutating func tag() throws(SignedLogError) -> Tag {
    let number = try number()
    let tag = Tag(number: number >> 3, wireType: UInt8(number & 7))
    // Wire types 0, 1, 2 and 5, as bits.
    guard tag.number >= 1, tag.number <= 536_870_911, 0b10_0111 >> tag.wireType & 1 == 1 else {
      throw failure(.tagInvalid)
    }
    return tag
  }

  mutating func number32() throws(SignedLogError) -> UInt32 {
    guard let result = UInt32(exactly: try number()) else { throw failure(.numberTooLarge) }
    return result
  }

  /// A reader of the content of a field with a length.
  mutating func content() throws(SignedLogError) -> WireReader {
    let length = try number()
    guard length <= UInt64(end - offset) else { throw failure(.truncated) }
    let range = offset..<offset + Int(length)
    offset = range.upperBound
    return WireReader(bytes, part: part, range: range)
  }

  /// All bytes not yet read.
  var rest: ArraySlice<UInt8> { bytes[offset..<end] }

  mutating func text() throws(SignedLogError) -> String {
    let content = try content()
    guard let text = String(validating: content.rest, as: UTF8.self) else {
      throw failure(.textNotUTF8)
    }
    return text
  }

  mutating func truth() throws(SignedLogError) -> Bool {
    let number = try number()
    guard number <= 1 else { throw failure(.numberTooLarge) }
    return number == 1
  }

  /// Passes over the value of a field that this release does not know.
  mutating func skip(wireType: UInt8) throws(SignedLogError) {
    switch wireType {
    case 0: _ = try number()
    case 1: try skip(count: 8)
    case 2: _ = try content()
    default: try skip(count: 4)
    }
  }

  private mutating func skip(count: Int) throws(SignedLogError) {
    guard count <= end - offset else { throw failure(.truncated) }
    offset += count
  }
}

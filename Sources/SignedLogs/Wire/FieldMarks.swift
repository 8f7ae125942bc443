/// Which fields of a message have been read: one that stands once must not come again.
struct FieldMarks {
  private var seen: UInt64 = 0

  init() {}

  /// Notes a field with a number below 64.
  mutating func mark(_ tag: WireReader.Tag, in reader: WireReader) throws(SignedLogError) {
    let mark = UInt64(1) << tag.number
    guard seen & mark == 0 else { throw reader.failure(.fieldRepeated) }
    seen |= mark
  }
}

extension WireReader {
  /// Checks that a known field has its own wire type.
  func require(_ tag: Tag, _ wireType: UInt8) throws(SignedLogError) {
    guard tag.wireType == wireType else { throw failure(.wireTypeWrong) }
  }
}

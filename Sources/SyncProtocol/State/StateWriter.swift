/// Writes stored state as bytes: the same state is always the same bytes.
///
/// Numbers are LEB128 in their shortest form, signed ones zig-zag; texts and bytes carry their
/// length first. Lists carry their count first and are in one stated order.
struct StateWriter {
  private(set) var bytes: [UInt8] = []

  init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

  mutating func write(byte: UInt8) { bytes.append(byte) }

  mutating func write(_ number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func write(_ number: UInt32) { write(UInt64(number)) }

  mutating func write(count: Int) { write(UInt64(count)) }

  mutating func write(signed number: Int64) {
    write(UInt64(bitPattern: (number << 1) ^ (number >> 63)))
  }

  mutating func write(bytes content: some Collection<UInt8>) {
    write(count: content.count)
    bytes.append(contentsOf: content)
  }

  mutating func write(text: String) { write(bytes: text.utf8) }

  mutating func write(truth: Bool) { bytes.append(truth ? 1 : 0) }
}

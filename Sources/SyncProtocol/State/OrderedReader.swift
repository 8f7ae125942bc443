/// Reads numbers whose order is that of their bytes, as `StateKey` has them.
struct OrderedReader {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func failure(_ reason: String) -> SyncError { .stateUnreadable(offset: offset, reason: reason) }

  mutating func byte() throws(SyncError) -> UInt8 {
    guard offset < bytes.count else { throw failure("the bytes end too early") }
    defer { offset += 1 }
    return bytes[offset]
  }

  mutating func number() throws(SyncError) -> UInt64 {
    let count = try byte()
    guard count <= 8 else { throw failure("a number has more than 64 bits") }
    var number: UInt64 = 0
    for place in 0..<count {
      let next = try byte()
      guard place > 0 || next > 0 else { throw failure("a number is not in its shortest form") }
      number = number << 8 | UInt64(next)
    }
    return number
  }

  mutating func number32() throws(SyncError) -> UInt32 {
    guard let number = UInt32(exactly: try number()) else {
      throw failure("a number has more than 32 bits")
    }
    return number
  }

  func end() throws(SyncError) {
    guard offset == bytes.count else { throw failure("there are bytes after the end") }
  }
}

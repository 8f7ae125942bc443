/// Reads what `StateWriter` wrote, and nothing else: every other byte string is refused.
struct StateReader {
  private let bytes: [UInt8]
  private(set) var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func failure(_ reason: String) -> SyncError {
    .stateUnreadable(offset: offset, reason: reason)
  }

  mutating func byte() throws -> UInt8 {
    guard offset < bytes.count else { throw failure("the bytes end too early") }
    defer { offset += 1 }
    return bytes[offset]
  }

  mutating func number() throws -> UInt64 {
    var result: UInt64 = 0
    for place in 0..<10 {
      let next = try byte()
      guard place < 9 || next <= 1 else { break }
      result |= UInt64(next & 0x7F) << UInt64(7 * place)
      if next < 0x80 {
        guard place == 0 || next != 0 else { throw failure("a number is not in its shortest form") }
        return result
      }
    }
    throw failure("a number has more than 64 bits")
  }

  mutating func number32() throws -> UInt32 {
    guard let result = UInt32(exactly: try number()) else {
      throw failure("a number has more than 32 bits")
    }
    return result
  }

  /// A count of items that take at least one byte each; so a false count cannot ask for memory.
  mutating func count() throws -> Int {
    let result = try number()
    guard result <= UInt64(bytes.count - offset) else { throw failure("a count is too large") }
    return Int(result)
  }

  mutating func signed() throws -> Int64 {
    let zigzag = try number()
    return Int64(bitPattern: (zigzag >> 1) ^ (0 &- (zigzag & 1)))
  }

  mutating func content() throws -> [UInt8] {
    let length = try count()
    defer { offset += length }
    return Array(bytes[offset..<offset + length])
  }

  mutating func text() throws -> String {
    guard let result = String(validating: try content(), as: UTF8.self) else {
      throw failure("a text is not UTF-8")
    }
    return result
  }

  mutating func truth() throws -> Bool {
    switch try byte() {
    case 0: false
    case 1: true
    default: throw failure("a truth value is neither 0 nor 1")
    }
  }

  mutating func list<Item>(_ item: (inout StateReader) throws -> Item) throws -> [Item] {
    var items: [Item] = []
    for _ in 0..<(try count()) { items.append(try item(&self)) }
    return items
  }

  func end() throws {
    guard offset == bytes.count else { throw failure("there are bytes after the end") }
  }
}

/// Numbers byte strings in the order in which they first come: a dictionary without keys' objects.
///
/// Rows of a police file repeat a few thousand places and a dozen labels; looking those up by their
/// bytes makes no string for a row.
struct ByteTable {
  private var slots: [Int32]
  private var hashes: [UInt64] = []
  private var ends: [Int] = []
  private var bytes: [UInt8] = []
  private var mask: Int

  init() {
    slots = [Int32](repeating: -1, count: 64)
    mask = 63
  }

  /// How many different byte strings there are.
  var count: Int { hashes.count }

  /// Gives the number of a byte string, or adds it.
  ///
  /// - Returns: The number, and whether it is new.
  mutating func number(of key: Bytes) -> (number: Int, isNew: Bool) {
    let hash = Self.hash(key)
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if hashes[number] == hash, holds(number, key) { return (number, false) }
      slot = (slot + 1) & mask
    }
    let number = hashes.count
    slots[slot] = Int32(number)
    hashes.append(hash)
    bytes.append(contentsOf: key)
    ends.append(bytes.count)
    if hashes.count * 2 > slots.count { grow() }
    return (number, true)
  }

  /// The number of a byte string that is there.
  func find(_ key: Bytes) -> Int? {
    let hash = Self.hash(key)
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] >= 0 {
      let number = Int(slots[slot])
      if hashes[number] == hash, holds(number, key) { return number }
      slot = (slot + 1) & mask
    }
    return nil
  }

  /// A byte string as text.
  func text(_ number: Int) -> String {
    let start = number == 0 ? 0 : ends[number - 1]
    return String(decoding: bytes[start..<ends[number]], as: UTF8.self)
  }

  mutating func removeAll() {
    self = ByteTable()
  }

  private func holds(_ number: Int, _ key: Bytes) -> Bool {
    let start = number == 0 ? 0 : ends[number - 1]
    guard ends[number] - start == key.count else { return false }
    return bytes.withUnsafeBufferPointer { all in
      for index in 0..<key.count where all[start + index] != key[index] { return false }
      return true
    }
  }

  private mutating func grow() {
    mask = slots.count * 2 - 1
    slots = [Int32](repeating: -1, count: mask + 1)
    for (number, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(number)
    }
  }

  /// A 64-bit hash, eight bytes at a time; each step is a full multiplication folded in half.
  private static func hash(_ key: Bytes) -> UInt64 {
    var hash = UInt64(key.count) ^ 0x9E37_79B9_7F4A_7C15
    let raw = UnsafeRawBufferPointer(key)
    var position = 0
    while position + 8 <= raw.count {
      let word = raw.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      hash = mix(hash ^ word)
      position += 8
    }
    var rest: UInt64 = 0
    while position < raw.count {
      rest = rest << 8 | UInt64(raw[position])
      position += 1
    }
    return mix(hash ^ rest)
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    let product = value.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
  }
}

/// What happened in a run, in order. Kept as lines only if somebody wants to read them; a number
/// that depends on all of it is kept always, so that two runs can be compared.
struct EventLog {
  let isKept: Bool
  private(set) var lines: [String] = []
  private(set) var count = 0
  private(set) var fingerprint: UInt64 = 0xCBF2_9CE4_8422_2325

  init(isKept: Bool) { self.isKept = isKept }

  /// - Parameters:
  ///   - time: Virtual milliseconds since the run began.
  ///   - numbers: What makes this event differ from others of its kind.
  ///   - words: The event in words.
  mutating func note(_ time: UInt64, _ numbers: (Int, Int, Int), _ words: @autoclosure () -> String)
  {
    count += 1
    mix(time)
    mix(UInt64(bitPattern: Int64(numbers.0)))
    mix(UInt64(bitPattern: Int64(numbers.1)))
    mix(UInt64(bitPattern: Int64(numbers.2)))
    if isKept { lines.append("\(time) \(words())") }
  }

  private mutating func mix(_ number: UInt64) {
    fingerprint = (fingerprint ^ number) &* 0x100_0000_01B3
    fingerprint ^= fingerprint >> 29
  }
}

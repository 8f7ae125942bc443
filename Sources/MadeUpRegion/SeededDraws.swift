/// Random numbers that are the same on every machine for a seed and a purpose.
///
/// A stream is opened for each thing that is drawn (the shape of one corner, the crimes of one area
/// in one month), so no drawing depends on how much was drawn elsewhere. Only whole numbers and the
/// four operations on doubles are used: what a mathematics library rounds differs between machines.
///
/// - Source: SplitMix64, G. Steele, D. Lea and C. Flood, "Fast splittable pseudorandom number
///   generators", 2014.
struct SeededDraws: RandomNumberGenerator {
  /// What a stream is for. The raw values never change: every made-up record depends on them.
  enum Purpose: UInt64 {
    case corner = 1
    case edgePoint, mapPoint, population, areaFactor, crimes, premises, searches
  }

  private var state: UInt64

  /// Goes on from a state, as the authors' program does from its seed.
  init(state: UInt64) { self.state = state }

  /// Opens a stream.
  init(seed: UInt64, _ purpose: Purpose, _ keys: Int...) {
    state = Self.mixed(seed ^ Self.mixed(purpose.rawValue))
    for key in keys { state = Self.mixed(state ^ Self.mixed(UInt64(bitPattern: Int64(key)))) }
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.finished(state)
  }

  /// A whole number from 0 to one less than `bound`, which is above 0.
  mutating func below(_ bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A whole number from `-half` to `half`.
  mutating func around(_ half: Int) -> Int { below(2 * half + 1) - half }

  /// A number from 0 up to but not 1, with 53 bits.
  mutating func unit() -> Double { Double(next() >> 11) / 9_007_199_254_740_992 }

  /// True in `perMille` of 1,000 draws.
  mutating func happens(perMille: Int) -> Bool { below(1_000) < perMille }

  /// One of a list that is not empty.
  mutating func one<Element>(of list: [Element]) -> Element { list[below(list.count)] }

  /// The place in a list of weights, drawn by weight; the weights are whole, not negative and not
  /// all 0.
  mutating func place(weights: [Int]) -> Int {
    var left = below(weights.reduce(0, +))
    for (place, weight) in weights.enumerated() {
      if left < weight { return place }
      left -= weight
    }
    return weights.count - 1
  }

  private static func mixed(_ key: UInt64) -> UInt64 { finished(key &+ 0x9E37_79B9_7F4A_7C15) }

  private static func finished(_ word: UInt64) -> UInt64 {
    var mixed = word
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Where the random bits of the noise come from.
///
/// Outside this package there is one way to get one, ``system()``; a seeded source cannot be made
/// by mistake. It is drawn from once for each cell and refuses to go on when the bits repeat.
public struct NoiseSource {
  private let bits: () throws(DisclosureError) -> UInt128
  private var previous: UInt128?

  /// For tests: any source of bits, seeded or failing.
  package init(bits: @escaping () throws(DisclosureError) -> UInt128) { self.bits = bits }

  /// The operating system's cryptographic generator.
  public static func system() -> NoiseSource {
    NoiseSource { () throws(DisclosureError) -> UInt128 in
      var generator = SystemRandomNumberGenerator()
      return UInt128(generator.next()) << 64 | UInt128(generator.next())
    }
  }

  /// For tests: a generator that can be seeded.
  package static func seeded(_ generator: some RandomNumberGenerator) -> NoiseSource {
    var generator = generator
    return NoiseSource { () throws(DisclosureError) -> UInt128 in
      UInt128(generator.next()) << 64 | UInt128(generator.next())
    }
  }

  /// The next 128 uniform bits.
  mutating func next() throws(DisclosureError) -> UInt128 {
    let drawn = try bits()
    // A working generator repeats itself once in 2¹²⁸ draws: a repetition means it is broken.
    guard drawn != previous else { throw .randomSourceStuck }
    previous = drawn
    return drawn
  }
}

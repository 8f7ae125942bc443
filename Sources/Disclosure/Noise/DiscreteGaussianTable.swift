import Crypto

/// The cumulative table of one discrete Gaussian, and the exact sampler that reads it.
///
/// The thresholds are integers and so is everything here: no floating point touches the noise.
/// The total-variation distance of a draw from the true distribution is below (2K + 2) · 2⁻¹²⁸,
/// and so below 2⁻¹¹⁹ for every table here.
struct DiscreteGaussianTable: Sendable {
  let variance: NoiseVariance
  /// The largest noise, K.
  let halfWidth: Int32
  /// The hash of the thresholds as big-endian 16-byte numbers, in hexadecimal digits.
  let sha256: String
  /// For i from 0 to 2K − 1, the probability of a noise of at most i − K, times 2¹²⁸, rounded down.
  let thresholds: [UInt128]

  /// The table of a variance.
  static func table(for variance: NoiseVariance) throws(DisclosureError) -> DiscreteGaussianTable {
    guard let table = all.first(where: { $0.variance == variance }) else {
      throw .noNoiseTable(variance: variance.description)
    }
    return table
  }

  /// The noise that 128 uniform bits stand for.
  ///
  /// The whole table is read whatever the bits are, and nothing branches on them: the time a draw
  /// takes says nothing about its value.
  func noise(for uniform: UInt128) -> Int32 {
    var reached: Int32 = 0
    for threshold in thresholds {
      // The borrow of `uniform - threshold`, 1 if it is below, made of bits: a comparison here is
      // compiled to a jump that depends on them.
      let borrow =
        (~uniform & threshold) | ((~uniform | threshold) & (uniform &- threshold))
      reached &+= 1 &- Int32(truncatingIfNeeded: borrow >> 127)
    }
    return reached &- halfWidth
  }

  /// What ``sha256`` must be.
  var computedHash: String {
    var hash = SHA256()
    for threshold in thresholds {
      withUnsafeBytes(of: threshold.bigEndian) { hash.update(bufferPointer: $0) }
    }
    return hexadecimal(hash.finalize())
  }
}

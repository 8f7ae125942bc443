import CausalHistory

/// All vectors over three logs with counters from 0 to 2: 27, enough to meet every order.
let smallVectors: [VersionVector] = (0..<27).map { code in
  var vector = VersionVector()
  vector[1] = UInt64(code % 3)
  vector[2] = UInt64(code / 3 % 3)
  vector[5] = UInt64(code / 9)
  return vector
}

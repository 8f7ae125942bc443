import Foundation
import Testing

/// Values of another program, written by `Golden/make-golden.py`.
struct GoldenValues: Decodable {
  struct LogGamma: Decodable { let value, result: Double }
  struct Gamma: Decodable { let shape, limit, below, above: Double }
  struct Beta: Decodable { let first, second, limit, below, above: Double }
  struct Garwood: Decodable {
    let count: Int
    let confidence, lower, upper: Double
  }
  struct Pair: Decodable {
    let first, second: Int
    let firstExposure, secondExposure, chance, atLeast, atMost, lower: Double
    let upper: Double?
  }
  struct Poisson: Decodable {
    let count: Int
    let mean, atLeast, atMost: Double
  }
  struct FalseDiscovery: Decodable { let chances, adjusted, ties, tiesAdjusted: [Double] }

  let program: String
  let version: String
  let logGamma: [LogGamma]
  let gamma: [Gamma]
  let beta: [Beta]
  let garwood: [Garwood]
  let twoCounts: [Pair]
  let poisson: [Poisson]
  let falseDiscovery: FalseDiscovery

  static func read() throws -> GoldenValues {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let file = folder.appendingPathComponent("Golden/scipy.json")
    return try JSONDecoder().decode(GoldenValues.self, from: Data(contentsOf: file))
  }
}

/// Whether two numbers agree to a share of the larger.
func agrees(_ found: Double, _ expected: Double, within share: Double = 1e-11) -> Bool {
  found == expected || abs(found - expected) <= share * max(abs(found), abs(expected))
}

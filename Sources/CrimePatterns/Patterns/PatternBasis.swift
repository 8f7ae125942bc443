internal import Crypto
internal import Foundation
public import PartnershipRecords

/// What a pattern was computed from, and how: enough to compute it again and get the same.
public struct PatternBasis: Hashable, Sendable, Codable {
  /// The method's name, such as "exact-permutation-gi-star".
  public let method: String
  /// Raised whenever the method gives other results.
  public let version: Int
  /// The method's settings, by name.
  public let parameters: [String: String]
  /// What the areas make up, such as "Hartlepool".
  public let frame: String
  public let period: MonthPeriod
  /// How many events were counted.
  public let events: Int
  /// How many areas there are.
  public let areas: Int
  /// How many of them were tested.
  public let tested: Int
  /// Areas that were left out, and why.
  public let excluded: [ExcludedArea]
  /// SHA-256 of the areas, counts and neighbours that went in, in hexadecimal.
  public let inputDigest: String
}

/// An area that a pattern leaves out.
public struct ExcludedArea: Hashable, Sendable, Codable {
  public let area: AreaCode
  public let reason: String
}

extension PatternBasis {
  /// The digest of lines of text, whatever order they come in.
  static func digest(_ lines: [String]) -> String {
    let text = lines.sorted().joined(separator: "\n")
    return SHA256.hash(data: Data(text.utf8)).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}

internal import Crypto
internal import Foundation

/// An Ed25519 public key that may be admitted: 32 bytes, canonical, not of low order.
///
/// Under a key of low order one signature fits many messages; under a key that can be written in
/// two ways one node would have two names. Both are refused here, once.
///
/// - Source: RFC 8032, section 5.1; Chalkias, Garillot, Nikolaenko, "Taming the many EdDSAs", 2020,
///   table 1.
public struct PublicKey: Hashable, Sendable {
  public static let length = 32

  public let bytes: [UInt8]

  /// Admits a key.
  ///
  /// - Parameter bytes: The encoded point.
  /// - Throws: ``SignedLogError/keyUnusable(reason:)`` if it is not 32 bytes, not canonical or of
  ///   low order.
  public init(_ bytes: some Sequence<UInt8>) throws(SignedLogError) {
    let bytes = Array(bytes)
    guard bytes.count == Self.length else {
      throw .keyUnusable(reason: "\(bytes.count) bytes instead of 32")
    }
    var height = bytes
    height[31] &= 0x7F
    guard !Self.isAtLeastPrime(height) else {
      throw .keyUnusable(reason: "not in canonical form")
    }
    guard !Self.lowOrderHeights.contains(height) else {
      throw .keyUnusable(reason: "a point of low order")
    }
    self.bytes = bytes
  }

  /// Whether `signature` is this key's over `message`.
  public func verifies(_ signature: some Sequence<UInt8>, of message: some Sequence<UInt8>)
    -> Bool
  {
    let (signature, message) = (Array(signature), Array(message))
    let memo = SignatureMemo.current
    if let memo, memo.knows(self, message, signature) { return true }
    guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else {
      return false
    }
    let isGood = key.isValidSignature(signature, for: message)
    if isGood { memo?.remember(self, message, signature) }
    return isGood
  }

  /// Whether a little-endian number below 2²⁵⁵ is not below 2²⁵⁵ − 19.
  private static func isAtLeastPrime(_ height: [UInt8]) -> Bool {
    height[0] >= 0xED && height[31] == 0x7F && height[1..<31].allSatisfy { $0 == 0xFF }
  }

  /// The y coordinates of the eight points whose order divides 8.
  private static let lowOrderHeights: Set<[UInt8]> = {
    let zero = [UInt8](repeating: 0, count: 32)
    let one: [UInt8] = [1] + zero.dropFirst()
    let minusOne: [UInt8] = [0xEC] + [UInt8](repeating: 0xFF, count: 30) + [0x7F]
    let ofOrderEight = [
      "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
      "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ].compactMap { [UInt8](hexadecimal: $0) }
    return Set([zero, one, minusOne] + ofOrderEight)
  }()
}

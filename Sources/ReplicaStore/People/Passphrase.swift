import Crypto
import CryptoExtras
import Foundation

/// How a passphrase is kept: only as the result of scrypt with a salt of its own.
public enum Passphrase {
  // OWASP's least for scrypt: N = 2¹⁷, r = 8, p = 1 (128 MiB of work for each guess).
  private static let rounds = 1 << 17

  /// Returns what may be stored of a passphrase.
  ///
  /// - Parameters:
  ///   - passphrase: As typed.
  ///   - salt: 16 random bytes, made for this passphrase alone.
  /// - Returns: `scrypt$` salt `$` key, in base 64.
  /// - Throws: If scrypt cannot be given its memory.
  public static func hash(_ passphrase: String, salt: [UInt8]) throws -> String {
    let key = try derivedKey(passphrase, salt: salt)
    return "scrypt$\(Data(salt).base64EncodedString())$\(key.base64EncodedString())"
  }

  /// Whether a passphrase is the one that was hashed; takes equally long either way.
  public static func matches(_ passphrase: String, hash: String) throws -> Bool {
    let parts = hash.split(separator: "$")
    guard parts.count == 3, parts[0] == "scrypt",
      let salt = Data(base64Encoded: String(parts[1])),
      let expected = Data(base64Encoded: String(parts[2]))
    else { return false }
    let found = try derivedKey(passphrase, salt: [UInt8](salt))
    guard found.count == expected.count else { return false }
    return zip(found, expected).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private static func derivedKey(_ passphrase: String, salt: [UInt8]) throws -> Data {
    let key = try KDF.Scrypt.deriveKey(
      from: Data(passphrase.utf8), salt: Data(salt), outputByteCount: 32, rounds: rounds,
      blockSize: 8, parallelism: 1, maxMemory: 256 << 20)
    return key.withUnsafeBytes { Data($0) }
  }
}

internal import Crypto
internal import Foundation
internal import SwiftASN1
internal import X509

/// SHA-256 of the key's SubjectPublicKeyInfo in DER.
func keyHash(_ key: Certificate.PublicKey) -> [UInt8] {
  var serializer = DER.Serializer()
  // Writing a public key that was read or made does not fail; were it to, the hash would match no
  // key, which refuses rather than admits.
  guard (try? key.serialize(into: &serializer)) != nil else { return [] }
  return Array(SHA256.hash(data: serializer.serializedBytes))
}

/// The first 16 bytes of a digest as eight groups of four capital hexadecimal digits.
///
/// 128 bits: nobody can make another key with the same text, and a person can read it out in half a
/// minute.
func fingerprintText(_ digest: [UInt8]) -> String {
  let digits = Array(digest.prefix(16).hexadecimal.uppercased())
  return stride(from: 0, to: digits.count, by: 4)
    .map { String(digits[$0..<min($0 + 4, digits.count)]) }
    .joined(separator: " ")
}

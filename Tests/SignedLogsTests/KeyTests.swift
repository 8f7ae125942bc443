import Foundation
import SignedLogs
import Testing

@Suite("Keys, digests and names")
struct KeyTests {
  @Test("A signature is the one of RFC 8032, section 7.1, test 2")
  func publishedSignature() throws {
    let key = try IdentityKey(
      rawRepresentation: #require(
        [UInt8](hexadecimal: "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")))
    #expect(
      key.publicKey.bytes.hexadecimal
        == "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    let signature = try key.sign([0x72])
    #expect(
      signature.hexadecimal
        == "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")
    #expect(key.publicKey.verifies(signature, of: [0x72]))
    #expect(!key.publicKey.verifies(signature, of: [0x73]))
  }

  @Test("A signature with S not below the group order is refused")
  func malleableSignature() throws {
    let key = try IdentityKey(rawRepresentation: secret(4))
    let signature = try key.sign([1])
    #expect(key.publicKey.verifies(signature, of: [1]))
    #expect(!key.publicKey.verifies(malleable(signature), of: [1]))
  }

  @Test("Keys of low order, keys in a second form and keys of another length are not admitted")
  func unusableKeys() throws {
    for text in unusablePublicKeys {
      let bytes = try #require([UInt8](hexadecimal: text))
      let error = #expect(throws: SignedLogError.self, "\(text)") { try PublicKey(bytes) }
      #expect(error?.code == "key-unusable")
    }
    for count in [0, 31, 33] {
      #expect(throws: SignedLogError.self) { try PublicKey([UInt8](repeating: 9, count: count)) }
    }
  }

  @Test("A key never shows its secret")
  func secrecy() throws {
    let key = try LogKey(rawRepresentation: secret(0xAB))
    var dumped = ""
    dump(key, to: &dumped)
    for text in ["\(key)", String(reflecting: key), dumped] {
      #expect(!text.contains("abababab") && !text.contains("171"))
    }
    #expect("\(key)".hasPrefix("log key of "))
  }

  @Test("The same source of randomness makes the same key")
  func generation() {
    var (first, second) = (Sequence(), Sequence())
    #expect(
      IdentityKey.generate(using: &first).rawRepresentation
        == IdentityKey.generate(using: &second).rawRepresentation)
    #expect(IdentityKey.generate().rawRepresentation != IdentityKey.generate().rawRepresentation)
  }

  private struct Sequence: RandomNumberGenerator {
    var last: UInt64 = 1
    mutating func next() -> UInt64 {
      last = last &* 6_364_136_223_846_793_005 &+ 1
      return last
    }
  }

  @Test("Digests are 32 bytes, order as their bytes and survive coding")
  func digests() throws {
    let digests = (0..<40).map { Digest(hashing: [UInt8($0)]) }
    #expect(digests.sorted().map(\.hex) == digests.map(\.hex).sorted())
    for digest in digests {
      #expect(Digest(digest.bytes) == digest && Digest(hex: digest.hex) == digest)
      let data = try JSONEncoder().encode([NodeID(digest)])
      #expect(String(decoding: data, as: UTF8.self) == "[\"\(digest.hex)\"]")
      #expect(try JSONDecoder().decode([NodeID].self, from: data) == [NodeID(digest)])
    }
    #expect(Digest([UInt8](repeating: 0, count: 31)) == nil)
    #expect(Digest([UInt8](repeating: 0, count: 33)) == nil)
    #expect(Digest(hex: "zz") == nil)
    // FIPS 180-4's example for "abc".
    #expect(
      Digest(hashing: Array("abc".utf8)).hex
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test("A fingerprint is eight groups of four digits")
  func fingerprints() {
    #expect(
      fingerprint(of: Digest(hashing: Array("abc".utf8)))
        == "ba78-16bf-8f01-cfea-4141-40de-5dae-2223")
  }

  @Test("Every purpose has its own tag")
  func tags() {
    #expect(Set(Tag.all.map(\.digest)).count == 18)
    #expect(Tag.all.map(\.name) == Tag.all.map(\.name).sorted())
  }
}

/// A signature with the group order added to S: the same equation holds for it.
func malleable(_ signature: [UInt8]) -> [UInt8] {
  // 2²⁵² + 27742317777372353535851937790883648493, little-endian.
  let order =
    [UInt8](hexadecimal: "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010") ?? []
  var signature = signature
  var carry = 0
  for (place, byte) in order.enumerated() {
    let sum = Int(signature[32 + place]) + Int(byte) + carry
    signature[32 + place] = UInt8(sum & 0xFF)
    carry = sum >> 8
  }
  return signature
}

/// Encodings of the points whose order divides 8, with either sign, and of numbers that are not
/// below the prime. From Chalkias and others, "Taming the many EdDSAs", 2020, table 1 and section 3.
let unusablePublicKeys = [
  "0100000000000000000000000000000000000000000000000000000000000000",
  "0100000000000000000000000000000000000000000000000000000000000080",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "0000000000000000000000000000000000000000000000000000000000000080",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  "f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
]

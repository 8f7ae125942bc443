import SignedLogs

struct KeyVectors: Codable {
  struct Pair: Codable {
    let secret: String
    let key: String
  }

  struct Signature: Codable {
    let name: String
    let key: String
    let message: String
    let signature: String
    let holds: Bool
  }

  let usable: [Pair]
  let unusable: [String]
  let signatures: [Signature]

  init() throws {
    usable = try [UInt8](1...3).map {
      let key = try IdentityKey(rawRepresentation: secret($0))
      return Pair(
        secret: key.rawRepresentation.hexadecimal, key: key.publicKey.bytes.hexadecimal)
    }
    unusable = unusablePublicKeys
    let key = try IdentityKey(rawRepresentation: secret(1))
    let message: [UInt8] = [0x69, 0x73]
    let good = try key.sign(message)
    var flipped = good
    flipped[0] ^= 1
    let other = try IdentityKey(rawRepresentation: secret(2)).sign(message)
    signatures = [
      ("good", good, message), ("of another message", good, message + [0]),
      ("with one bit flipped", flipped, message), ("of another key", other, message),
      ("with S not below the group order", malleable(good), message),
      ("cut off", good.dropLast(), message), ("with a byte more", good + [0], message),
      ("empty", [], message), ("of zeros", [UInt8](repeating: 0, count: 64), message),
    ].map { name, signature, message in
      Signature(
        name: name, key: key.publicKey.bytes.hexadecimal, message: message.hexadecimal,
        signature: signature.hexadecimal, holds: key.publicKey.verifies(signature, of: message))
    }
  }
}

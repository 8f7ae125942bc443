import SignedLogs

struct SignedVector: Codable {
  let content: String
  let signature: String

  init(_ signed: SignedContent) {
    content = signed.content.hexadecimal
    signature = signed.signature.hexadecimal
  }
}

struct GenesisVectors: Codable {
  struct Log: Codable {
    let signed: SignedVector
    let identityKey: String
    let node: String
    let log: String
    let logKey: String
    let incarnation: UInt32
    let previousLog: String?
  }

  struct Refused: Codable {
    let name: String
    let kind: String
    let signed: SignedVector
    let identityKey: String?
    let code: String
  }

  let scope: String
  let scopeGenesis: SignedVector
  let authorityKey: String
  let nextAuthorityKey: String
  let nextAuthorityKeyHash: String
  let logs: [Log]
  let refused: [Refused]

  init() throws {
    let region = try Region()
    scope = region.genesis.scope.hex
    scopeGenesis = SignedVector(region.genesis.signed)
    authorityKey = region.authority.publicKey.bytes.hexadecimal
    nextAuthorityKey = region.nextAuthority.publicKey.bytes.hexadecimal
    nextAuthorityKeyHash = region.genesis.nextAuthorityKeyHash.hex
    let again = try LogGenesis.make(
      scope: region.genesis.scope, identity: region.identities[0], incarnation: 2,
      logKey: region.logKeys[1].publicKey, nonce: [UInt8](repeating: 9, count: 16),
      previousLog: LogHead(
        logID: region.logs[0].log, counter: 5, hash: Digest(hashing: [5])))
    logs = zip(region.logs + [again], [0, 1, 0]).map { genesis, owner in
      Log(
        signed: SignedVector(genesis.signed),
        identityKey: region.identities[owner].publicKey.bytes.hexadecimal,
        node: genesis.node.hex, log: genesis.log.hex, logKey: genesis.logKey.bytes.hexadecimal,
        incarnation: genesis.incarnation, previousLog: genesis.previousLog?.logID.hex)
    }
    refused = try Self.refused(region)
  }

  private static func refused(_ region: Region) throws -> [Refused] {
    let scope = region.genesis.signed
    let log = region.logs[0].signed
    let strangerKey = region.identities[1].publicKey
    func scopeCode(_ signed: SignedContent) -> String {
      do {
        _ = try VerifiedScopeGenesis(verifying: signed)
        return "accepted"
      } catch { return error.code }
    }
    func logCode(_ signed: SignedContent, _ key: PublicKey) -> String {
      do {
        _ = try VerifiedLogGenesis(verifying: signed, identityKey: key)
        return "accepted"
      } catch { return error.code }
    }
    let swapped = SignedContent(content: scope.content, signature: log.signature)
    let longer = SignedContent(content: scope.content + [0x08], signature: scope.signature)
    let twice = SignedContent(content: scope.content + [0x30, 0x01], signature: scope.signature)
    let swappedLog = SignedContent(content: log.content, signature: scope.signature)
    let key = region.identities[0].publicKey
    return [
      ("a scope genesis with another signature", "scope", swapped, nil),
      ("a scope genesis with a byte more", "scope", longer, nil),
      ("a scope genesis with a field twice", "scope", twice, nil),
      ("a log genesis with another signature", "log", swappedLog, key),
      ("a log genesis under another node's key", "log", log, strangerKey),
    ].map { name, kind, signed, key in
      Refused(
        name: name, kind: kind, signed: SignedVector(signed),
        identityKey: key?.bytes.hexadecimal,
        code: key.map { logCode(signed, $0) } ?? scopeCode(signed))
    }
  }
}

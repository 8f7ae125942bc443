import SignedLogs

struct DigestVectors: Codable {
  struct Entry: Codable {
    let logIndex: UInt32
    let counter: UInt64
    let headHash: String
  }

  struct Frontier: Codable {
    let scope: String
    let controlSequence: UInt64
    let controlHash: String
    let entries: [Entry]
    let digest: String
  }

  struct Session: Codable {
    let role: UInt8
    let initiatorHello: String
    let responderHello: String
    let initiatorTransportKey: String
    let responderTransportKey: String
    let bytes: String
    let identityKey: String
    let signature: String
  }

  struct Receipt: Codable {
    let receivedAt: UInt64
    let bytes: String
    let identityKey: String
    let signature: String
  }

  let frontiers: [Frontier]
  /// Over the frontiers above.
  let combined: String
  let combinedOfNone: String
  let sessions: [Session]
  /// Of the first frontier.
  let receipt: Receipt
  let fingerprints: [String: String]

  init() throws {
    let scopes = [9, 3].map { ScopeID(Digest(hashing: [$0])) }
    let entries: [[FrontierEntry]] = [
      [(7, 0), (3, 12), (1, 1 << 40)].map {
        FrontierEntry(logIndex: $0.0, counter: $0.1, headHash: Digest(hashing: [UInt8($0.0)]))
      }, [],
    ]
    let control = ControlPosition(sequence: 6, hash: Digest(hashing: [6]))
    let digests = zip(scopes, entries).map {
      frontierDigest(scope: $0, control: control, entries: $1)
    }
    frontiers = zip(zip(scopes, entries), digests).map { pair, digest in
      Frontier(
        scope: pair.0.hex, controlSequence: control.sequence, controlHash: control.hash.hex,
        entries: pair.1.map {
          Entry(logIndex: $0.logIndex, counter: $0.counter, headHash: $0.headHash.hex)
        }, digest: digest.hex)
    }
    combined = combinedDigest(zip(scopes, digests).map { (scope: $0, digest: $1) }).hex
    combinedOfNone = combinedDigest([]).hex
    let (first, second) = (Digest(hashing: [1]), Digest(hashing: [2]))
    sessions = try SessionRole.allCases.map { try Session(role: $0, keys: (first, second)) }
    receipt = try Receipt(scope: scopes[0], frontier: entries[0])
    fingerprints = [first.hex: fingerprint(of: first), second.hex: fingerprint(of: second)]
  }
}

extension DigestVectors.Session {
  init(role: SessionRole, keys: (initiator: Digest, responder: Digest)) throws {
    let (initiatorHello, responderHello): ([UInt8], [UInt8]) = ([8, 1], [8, 2, 16, 3])
    let bytes = sessionAuthenticationBytes(
      role: role, initiatorHello: initiatorHello, responderHello: responderHello,
      initiatorTransportKey: keys.initiator, responderTransportKey: keys.responder)
    let identity = try IdentityKey(rawRepresentation: secret(30 + role.rawValue))
    self.init(
      role: role.rawValue, initiatorHello: initiatorHello.hexadecimal,
      responderHello: responderHello.hexadecimal, initiatorTransportKey: keys.initiator.hex,
      responderTransportKey: keys.responder.hex, bytes: bytes.hexadecimal,
      identityKey: identity.publicKey.bytes.hexadecimal,
      signature: try identity.sign(bytes).hexadecimal)
  }
}

extension DigestVectors.Receipt {
  init(scope: ScopeID, frontier: [FrontierEntry]) throws {
    let receivedAt: UInt64 = 1_764_000_000_000
    let bytes = receiptBytes(scope: scope, frontier: frontier, receivedAt: receivedAt)
    let identity = try IdentityKey(rawRepresentation: secret(32))
    self.init(
      receivedAt: receivedAt, bytes: bytes.hexadecimal,
      identityKey: identity.publicKey.bytes.hexadecimal,
      signature: try identity.sign(bytes).hexadecimal)
  }
}

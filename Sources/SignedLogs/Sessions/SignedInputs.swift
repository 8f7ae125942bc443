/// How far a log has come, as both sides of a session compare it.
public struct FrontierEntry: Hashable, Sendable {
  public let logIndex: UInt32
  public let counter: UInt64
  public let headHash: Digest

  public init(logIndex: UInt32, counter: UInt64, headHash: Digest) {
    self.logIndex = logIndex
    self.counter = counter
    self.headHash = headHash
  }
}

/// Stands for all that a replica holds of a scope: H(TAG(frontier) ‖ scope id ‖ u64 control
/// sequence ‖ control hash ‖ for each log ascending: u32 log index ‖ u64 counter ‖ head hash).
///
/// - Parameters:
///   - scope: The scope.
///   - control: The last control record applied.
///   - entries: The logs, in any order; those without commits are left out.
/// - Returns: Equal digests for equal holdings.
public func frontierDigest(scope: ScopeID, control: ControlPosition, entries: [FrontierEntry])
  -> Digest
{
  var bytes = Tag.frontier.bytes
  bytes.append(scope.digest)
  bytes.append(bigEndian: control.sequence)
  bytes.append(control.hash)
  for entry in entries.sorted(by: { $0.logIndex < $1.logIndex }) where entry.counter > 0 {
    bytes.append(bigEndian: entry.logIndex)
    bytes.append(bigEndian: entry.counter)
    bytes.append(entry.headHash)
  }
  return Digest(hashing: bytes)
}

/// Stands for all scopes that two peers share: H(TAG(combined) ‖ for each scope ascending:
/// scope id ‖ frontier digest).
///
/// - Parameter scopes: The scopes with their frontier digests, in any order.
/// - Returns: Equal digests for equal holdings.
public func combinedDigest(_ scopes: [(scope: ScopeID, digest: Digest)]) -> Digest {
  var bytes = Tag.combined.bytes
  for entry in scopes.sorted(by: { $0.scope < $1.scope }) {
    bytes.append(entry.scope.digest)
    bytes.append(entry.digest)
  }
  return Digest(hashing: bytes)
}

/// Which side of a session signs.
public enum SessionRole: UInt8, Sendable, CaseIterable {
  case initiator = 1
  case responder = 2
}

/// What a peer signs with its identity key: TAG(session) ‖ u8 role ‖ H(initiator Hello ‖ responder
/// Hello) ‖ initiator TLS key hash ‖ responder TLS key hash.
///
/// - Parameters:
///   - role: The signer's.
///   - initiatorHello: The bytes of the initiator's Hello message.
///   - responderHello: The bytes of the responder's Hello message.
///   - initiatorTransportKey: SHA-256 of its TLS key's SubjectPublicKeyInfo; zero in a bundle file.
///   - responderTransportKey: The same of the responder.
/// - Returns: 129 bytes.
public func sessionAuthenticationBytes(
  role: SessionRole, initiatorHello: [UInt8], responderHello: [UInt8],
  initiatorTransportKey: Digest, responderTransportKey: Digest
) -> [UInt8] {
  var bytes = Tag.session.bytes
  bytes.append(role.rawValue)
  bytes.append(Digest(hashing: initiatorHello + responderHello))
  bytes.append(initiatorTransportKey)
  bytes.append(responderTransportKey)
  return bytes
}

/// What the hub signs to say that it holds commits durably: TAG(receipt) ‖ scope id ‖ u32 number of
/// logs ‖ for each log ascending: u32 log index ‖ u64 counter ‖ first 8 bytes of head hash ‖
/// u64 received at.
///
/// - Parameters:
///   - scope: The scope.
///   - frontier: The logs, in any order. Only the first 8 bytes of a hash count: only those travel.
///   - receivedAt: Milliseconds since 1970-01-01 UTC by the hub's clock.
/// - Returns: The bytes.
public func receiptBytes(scope: ScopeID, frontier: [FrontierEntry], receivedAt: UInt64) -> [UInt8] {
  var bytes = Tag.receipt.bytes
  bytes.append(scope.digest)
  bytes.append(bigEndian: UInt32(clamping: frontier.count))
  for entry in frontier.sorted(by: { $0.logIndex < $1.logIndex }) {
    bytes.append(bigEndian: entry.logIndex)
    bytes.append(bigEndian: entry.counter)
    bytes += entry.headHash.bytes.prefix(8)
  }
  bytes.append(bigEndian: receivedAt)
  return bytes
}

/// What names a snapshot: H(TAG(snapshot) ‖ manifest).
public func manifestHash(_ manifest: [UInt8]) -> Digest {
  Digest(hashing: Tag.snapshot.bytes + manifest)
}

/// What a member signs with its identity key once it has made a snapshot anew and found the same:
/// TAG(witness) ‖ scope id ‖ manifest hash; 96 bytes.
public func witnessBytes(scope: ScopeID, manifestHash: Digest) -> [UInt8] {
  var bytes = Tag.witness.bytes
  bytes.append(scope.digest)
  bytes.append(manifestHash)
  return bytes
}

/// What a former member signs with its identity key once it has erased a scope: TAG(purged) ‖
/// scope id ‖ u64 at.
///
/// - Parameters:
///   - scope: The scope.
///   - at: Milliseconds since 1970-01-01 UTC by the member's clock.
/// - Returns: 72 bytes.
public func purgedBytes(scope: ScopeID, at: UInt64) -> [UInt8] {
  var bytes = Tag.purged.bytes
  bytes.append(scope.digest)
  bytes.append(bigEndian: at)
  return bytes
}

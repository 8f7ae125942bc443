public import SignedLogs

/// What a session needs to know before its first frame.
public struct SessionSetup: Sendable {
  /// A node initiates, the hub responds.
  public var role: SessionRole
  /// This replica's long-lived key.
  public var identity: IdentityKey
  /// Whom the initiator means to reach; a session with anybody else is refused.
  public var expectedPeer: NodeID?
  /// SHA-256 of the initiator's TLS key as SubjectPublicKeyInfo; `Digest.zero` for a bundle.
  public var initiatorTransportKey: Digest
  /// The same of the responder's TLS key.
  public var responderTransportKey: Digest
  /// 32 random bytes, never used before.
  public var nonce: [UInt8]
  /// The random name of this database file, 16 bytes.
  public var databaseID: [UInt8]
  /// The release that runs here, such as `iscan 1.0.0`; at most 64 bytes.
  public var software: String
  /// The versions of the protocol that this side speaks.
  public var versions: ClosedRange<UInt32>
  /// Whether this side stays, if the peer does too, once both hold the same; then each sends what
  /// is new as it comes.
  public var staysLive: Bool
  /// The most bytes of runs that the peer may have under way; between ``SyncLimits/creditStart`` and
  /// ``SyncLimits/creditMax``.
  public var creditMax: Int
  /// The initiator's scopes that it shares with the peer. The responder is asked for its own once
  /// it knows who calls.
  public var scopes: [ScopeStanding]

  /// This replica's own name.
  public var nodeID: NodeID { NodeID(identityKey: identity.publicKey) }

  public init(
    role: SessionRole, identity: IdentityKey, expectedPeer: NodeID? = nil,
    initiatorTransportKey: Digest, responderTransportKey: Digest, nonce: [UInt8],
    databaseID: [UInt8], software: String, scopes: [ScopeStanding] = [],
    staysLive: Bool = false, creditMax: Int = SyncLimits.creditMax,
    versions: ClosedRange<UInt32> = SyncSession.versions
  ) {
    self.versions = versions
    self.role = role
    self.identity = identity
    self.expectedPeer = expectedPeer
    self.initiatorTransportKey = initiatorTransportKey
    self.responderTransportKey = responderTransportKey
    self.nonce = nonce
    self.databaseID = databaseID
    self.software = software
    self.scopes = scopes
    self.staysLive = staysLive
    self.creditMax = min(max(creditMax, SyncLimits.creditStart), SyncLimits.creditMax)
  }
}

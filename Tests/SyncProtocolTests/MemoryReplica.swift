import CausalHistory
import PartnershipRecords
import SignedLogs
import SyncProtocol

/// A node or the hub in memory, with the product's own fold.
struct MemoryReplica {
  let name: String
  let identity: IdentityKey
  var scopes: [ScopeID: StoredScope] = [:]
  var clock: UInt64 = 1_700_000_000_000
  private var time = HybridTime.zero

  init(name: String, identity: IdentityKey) {
    self.name = name
    self.identity = identity
  }

  var node: NodeID { NodeID(identityKey: identity.publicKey) }

  /// Stands for the hash of this machine's TLS key.
  var transportKey: Digest { Digest(hashing: Array(name.utf8)) }

  var description: NodeDescription {
    NodeDescription(
      identityKey: identity.publicKey, name: name, reference: String(name.prefix(3)),
      districts: [], transportKeyHashes: [transportKey])
  }

  mutating func begin(_ genesis: VerifiedScopeGenesis) {
    scopes[genesis.scope] = StoredScope(
      replica: ScopeReplica(control: ControlState(genesis: genesis)), genesis: genesis.signed)
  }

  mutating func decide(_ action: ControlAction, in scope: ScopeID, with key: AuthorityKey) throws {
    guard var stored = scopes[scope] else { throw TestFailure("no scope") }
    var author = ControlAuthor(state: stored.replica.control)
    try stored.apply(control: try author.sign(action, with: key))
    scopes[scope] = stored
  }

  mutating func beginLog(in scope: ScopeID, key: LogKey, nonce: [UInt8]) throws {
    scopes[scope]?.ownKey = key
    scopes[scope]?.ownGenesis = try LogGenesis.make(
      scope: scope, identity: identity, incarnation: 1, logKey: key.publicKey, nonce: nonce)
  }

  /// Writes one commit into this replica's own log, seals it and applies it; before the log is
  /// admitted the commit waits under log index 0.
  ///
  /// - Parameters:
  ///   - scope: The scope.
  ///   - handle: Who writes.
  ///   - isSealed: Whether a seal follows at once; the last commit before a session needs one.
  ///   - operations: Given the name that an object made first would have.
  /// - Returns: The commit.
  /// - Throws: What the author refuses, and a failure if there is no log to write to.
  @discardableResult
  mutating func write(
    _ scope: ScopeID, by handle: String = "analyst", isSealed: Bool = true,
    _ operations: (ObjectID) throws -> [ShareableOperation]
  ) throws -> VerifiedCommit {
    guard var stored = scopes[scope], let key = stored.ownKey, let genesis = stored.ownGenesis,
      let actor = Actor(handle: handle, role: .analyst)
    else { throw TestFailure("\(name) has no log") }
    let logIndex = stored.replica.control.logIndex(of: genesis.log) ?? 0
    let start = stored.positions[logIndex] ?? .start(logIndex: logIndex, logID: genesis.log)
    var author = CommitAuthor(position: start)
    clock += 1_000
    let commit = try author.commit(
      try operations(author.nextObject()), by: actor, at: time.tick(now: clock),
      control: stored.replica.control.position, context: stored.replica.frontier)
    if logIndex > 0 {
      guard case .applied = stored.replica.apply(commit) else {
        throw TestFailure("own commit not applied")
      }
      stored.applied.append(commit)
    }
    stored.logs[logIndex, default: StoredLog()].commits.append(commit)
    if isSealed { stored.logs[logIndex]?.seals.append(try seal(commit.head, with: key)) }
    stored.positions[logIndex] = commit.position
    scopes[scope] = stored
    return commit
  }

  /// Where this replica stands in a scope, for a session.
  func standing(_ scope: ScopeID) -> ScopeStanding? {
    guard let stored = scopes[scope] else { return nil }
    return ScopeStanding(
      control: stored.replica.control, positions: stored.positions.filter { $0.key > 0 },
      access: stored.replica.control.isMember(node) ? .full : .controlOnly,
      unadmitted: stored.unadmitted)
  }

  /// What the hub says about a caller: whether it is enrolled, and which scopes it may have.
  func answer(to peer: NodeID) throws -> PeerStanding {
    let known = scopes.values.compactMap { $0.replica.control.nodes[peer] }
    guard !known.isEmpty else { return .refused(.unknownPeer) }
    guard !known.contains(where: \.isRevoked) else { return .refused(.revoked) }
    return .known(try scopes.keys.sorted().compactMap { try standing($0, for: peer) })
  }

  func standing(_ scope: ScopeID, for peer: NodeID) throws -> ScopeStanding? {
    guard let stored = scopes[scope], let standing = standing(scope) else { return nil }
    if standing.control.isMember(peer) { return standing }
    let ended = try stored.control(endedFor: peer)
    guard ended.sequence > 0 else { return nil }
    return ScopeStanding(control: ended, positions: [:], access: .controlOnly)
  }
}

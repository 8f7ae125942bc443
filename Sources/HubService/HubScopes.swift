internal import CausalHistory
internal import Foundation
internal import GRDB
internal import HubStore
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol
internal import SyncTransport

/// What the hub decides about the region's scopes, as the holder of their authority key.
struct HubScopes {
  let db: Database
  let records: ScopeRecords
  private let authority: AuthorityKey
  private let nextAuthority: PublicKey
  private let hub: NodeDescription
  let marks: HighWaterMarks

  var hubNode: NodeID { hub.node }

  /// - Parameters:
  ///   - db: A connection in a transaction.
  ///   - keys: The hub's key folder.
  /// - Throws: `TransportError` if a key cannot be read.
  init(_ db: Database, keys: KeyFolder) throws {
    self.db = db
    marks = HighWaterMarks(folder: URL(filePath: keys.path))
    records = ScopeRecords(db)
    authority = try AuthorityKey(rawRepresentation: try keys.load(KeyName.scopeAuthority))
    // Once the next key lies elsewhere, what it hashes to is known from the group's genesis.
    nextAuthority = try Self.nextAuthority(keys, db)
    let identity = try IdentityKey(rawRepresentation: try keys.load(KeyName.identity))
    let transport = try keys.loadTransportKey(KeyName.transport)
    hub = NodeDescription(
      identityKey: identity.publicKey, name: "Regional hub", reference: "HUB", districts: [],
      transportKeyHashes: [Digest(transport.transportKeyHash)].compactMap { $0 },
      bundleKey: try keys.bundleKey().publicKey)
  }

  private static let nextAuthoritySetting = "next-scope-authority"

  private static func nextAuthority(_ keys: KeyFolder, _ db: Database) throws -> PublicKey {
    if let stored = try SettingsTable.value(nextAuthoritySetting, in: db),
      let bytes = Data(base64Encoded: stored)
    {
      return try PublicKey(bytes)
    }
    let key = try AuthorityKey(rawRepresentation: try keys.load(KeyName.nextScopeAuthority))
    try SettingsTable.set(
      nextAuthoritySetting, to: Data(key.publicKey.bytes).base64EncodedString(), in: db)
    return key.publicKey
  }

  /// Whether this hub decides in a scope; in others it is a member, and its authority is above.
  func isOwn(_ control: ControlState) -> Bool { control.authorityKey == authority.publicKey }

  /// The scopes in which this hub decides, ascending.
  func ownScopes() throws -> [ScopeID] {
    try records.scopes().filter { isOwn(try records.control(of: $0)) }
  }

  /// Founds the group that every partnership of the region joins.
  func foundGroup(named name: String) throws {
    _ = try found(.group, named: name, with: [hub])
  }

  /// Gives a new member its own scope with the hub, and a place in the region's group.
  ///
  /// - Returns: Every scope that it belongs to now.
  func admit(_ node: NodeDescription) throws -> [ScopeID] {
    let pair = try found(.pair, named: "\(node.reference) and hub", with: [hub, node])
    let groups = try records.scopes(of: hub.node, kind: .group)
      .filter { isOwn(try records.control(of: $0)) }
    for group in groups {
      try decide([.addNode(node), .addMember(node.node, .writer)], in: group)
    }
    return [pair] + groups
  }

  private func found(_ kind: ScopeKind, named name: String, with nodes: [NodeDescription]) throws
    -> ScopeID
  {
    let genesis = try ScopeGenesis.make(
      kind: kind, name: name, authority: authority, nextAuthorityKey: nextAuthority,
      nonce: randomBytes(16), rulesVersion: ScopeGenesis.newestRulesVersion)
    try records.apply(control: [], first: 1, genesis: genesis.signed, of: genesis.scope)
    try decide(
      nodes.flatMap { [.addNode($0), .addMember($0.node, .writer)] }, in: genesis.scope)
    return genesis.scope
  }

  /// The ends of a node's logs that have none yet, where they are here.
  private func cutsHere(of node: NodeID, _ control: ControlState) throws -> [LogCut] {
    let positions = try records.positions(of: control.scope)
    return control.logs(of: node).filter { $0.cut == nil }.map { log in
      let head = positions[log.logIndex]?.head ?? .genesis(log.genesis.log)
      return LogCut(logIndex: log.logIndex, counter: head.counter, headHash: head.hash)
    }
  }

  /// Ends a node's rights: what it wrote until now counts, what it writes later does not.
  func revoke(_ node: NodeID, reason: String) throws {
    for scope in try ownScopes() {
      let control = try records.control(of: scope)
      guard control.nodes[node]?.isRevoked == false else { continue }
      let cuts = try cutsHere(of: node, control)
      try decide([.revokeNode(node, cuts: cuts, reason: reason)], in: scope)
    }
  }

  /// Ends a node's logs where they are here, and its membership everywhere.
  ///
  /// - Returns: Whether there was anything to end.
  func retire(_ node: NodeID) throws -> Bool {
    var hasEnded = false
    for scope in try ownScopes() {
      let control = try records.control(of: scope)
      guard control.isMember(node) else { continue }
      let cuts = try cutsHere(of: node, control)
      try decide(cuts.map { .retireLog($0) } + [.removeMember(node, cuts: [])], in: scope)
      hasEnded = true
    }
    return hasEnded
  }

  /// Points a snapshot out to those who join.
  func declare(_ snapshot: ScopeSnapshot, witnesses: [Witness], in scope: ScopeID) throws {
    let frontier = snapshot.logs.map {
      LogCut(
        logIndex: $0.position.logIndex, counter: $0.position.head.counter,
        headHash: $0.position.head.hash)
    }
    try decide(
      [
        .snapshotDeclare(
          SnapshotDeclaration(
            manifestHash: snapshot.hash, frontier: frontier, witnesses: witnesses))
      ], in: scope)
  }

  /// Withdraws a commit's payload.
  func redact(_ withdrawal: Withdrawal, in scope: ScopeID) throws {
    try decide([.redact(withdrawal)], in: scope)
  }

  /// Says which way of a log counts that was continued in two ways.
  func settle(_ verdict: ForkVerdict, in scope: ScopeID) throws {
    try decide([.forkVerdict(verdict)], in: scope)
  }

  /// Takes a node in that another hub introduced, into one group.
  func admit(introduced node: NodeDescription, to group: ScopeID) throws {
    try decide([.addNode(node), .addMember(node.node, .writer)], in: group)
  }

  /// What becomes of a member's log: it is refused if its node may not write there, and passed on if
  /// the authority is above.
  ///
  /// Of one node only so many logs may grow, and only so many are admitted in a day: the oldest that
  /// may grow ends in the same decision.
  ///
  /// - Throws: `DatabaseError`; ``ReplicaError``.
  func admission(of genesis: VerifiedLogGenesis, under control: ControlState, at now: Date) throws
    -> AdmissionDecision
  {
    let node = genesis.node
    guard control.members[node] == .writer else { return .refused() }
    guard isOwn(control) else { return .passedOn }
    guard (try? checkMaySign(control)) != nil else { return .refused() }
    let (name, scope) = (Data(node.bytes), Data(control.scope.bytes))
    if let until = try LogAdmissions.untilNext(of: name, in: scope, at: now, db) {
      let ground = AdmissionGround.tooOften(until: UInt64(until.timeIntervalSince1970 * 1_000))
      try note(ground, node, control, at: now)
      return .refused(ground)
    }
    let ended = Set(control.logsToEnd(admittingOneOf: node).map(\.logIndex))
    let cuts = try cutsHere(of: node, control).filter { ended.contains($0.logIndex) }
    var author = ControlAuthor(state: control)
    do {
      let signed = try
        (cuts.map { .retireLog($0) } + [
          .addLog(index: control.nextLogIndex, genesis: genesis.signed)
        ]).map { try author.sign($0, with: authority) }
      markSigned(author.state)
      try LogAdmissions.insert(of: name, in: scope, at: now, db)
      return .admitted(signed)
    } catch SignedLogError.writersTooMany {
      try note(.logsFull, node, control, at: now)
      return .refused(.logsFull)
    } catch is SignedLogError {
      // A log that breaks a rule of the control log is not admitted, and the peer is told so.
      return .refused()
    }
  }

  /// Writes down for the hub's administrator whose log was not admitted, and why.
  private func note(
    _ ground: AdmissionGround, _ node: NodeID, _ control: ControlState, at now: Date
  ) throws {
    let name = control.nodes[node]?.description.reference ?? node.hex
    let detail: String
    switch ground {
    case .logsFull:
      let open = Dictionary(
        grouping: control.logsInOrder.filter { $0.cut == nil },
        by: { control.partnership(ofLog: $0.logIndex) ?? "" })
      let most = open.map { ($0.key, $0.value.count) }.sorted { ($1.1, $0.0) < ($0.1, $1.0) }
      detail =
        "\"\(control.genesis.name)\" has \(LogLimits.writersMax) logs that may grow, which are the most;"
        + " a new one of \(name) was not admitted. Of them "
        + most.prefix(12).map { "\($0.0) has \($0.1)" }.joined(separator: ", ")
        + (most.count > 12 ? ", and others fewer" : "")
        + ". Make room: iscan hub retire whoever has left."
    case .tooOften(let until):
      let time = Date(timeIntervalSince1970: Double(until) / 1_000)
      detail =
        "\(name) began \(LogAdmissions.ofNodeInADay) logs in \"\(control.genesis.name)\" within a day;"
        + " its next is admitted after \(time.formatted(.iso8601)). Ask its operator why: each copy or"
        + " backup that goes on begins one."
    }
    try HubDatabase.insert(
      RefusalRecord(
        refusedAt: now, code: ground.code, detail: detail, remoteAddress: "",
        nodeID: Data(node.bytes)), in: db)
  }

  /// Makes a node's bundle key known wherever the node is and has another, or none.
  func publish(bundleKey: [UInt8], of node: NodeID) throws {
    guard !bundleKey.isEmpty else { return }
    for scope in try ownScopes() {
      let control = try records.control(of: scope)
      guard let known = control.nodes[node], !known.isRevoked,
        known.description.bundleKey != bundleKey
      else { continue }
      try decide(
        [.setTransportKeys(node, known.description.transportKeyHashes, bundleKey: bundleKey)],
        in: scope)
    }
  }

  func decide(_ actions: [ControlAction], in scope: ScopeID) throws {
    let before = try records.control(of: scope)
    try checkMaySign(before)
    var author = ControlAuthor(state: before)
    let signed = try actions.map { try author.sign($0, with: authority) }
    try records.apply(control: signed, first: before.sequence + 1, genesis: nil, of: scope)
    markSigned(try records.control(of: scope))
  }
}

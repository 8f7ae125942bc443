import SignedLogs
import Testing

@Suite("The control log")
struct ControlStateTests {
  private func cut(_ index: UInt32, _ counter: UInt64) -> LogCut {
    LogCut(logIndex: index, counter: counter, headHash: Digest(hashing: [UInt8(counter)]))
  }

  @Test("Reading the records gives the state that the authority has")
  func fold() throws {
    let region = try Region()
    var state = ControlState(genesis: try VerifiedScopeGenesis(verifying: region.genesis.signed))
    for record in region.records { try state.apply(record) }
    #expect(state == region.control.state)
    #expect(state.sequence == 6)
    #expect(state.logsInOrder.map(\.genesis.log) == region.logs.map(\.log))
    #expect(state.members == [region.node(0): .writer, region.node(1): .writer])
    #expect(state.node(withTransportKey: Digest(hashing: [1])) == region.node(1))
    #expect(state.openLog(of: region.node(1))?.logIndex == 2)
    #expect(state.nextLogIndex == 3)
  }

  @Test("A record that was changed, repeated, left out or signed by another is refused")
  func chain() throws {
    let region = try Region()
    let records = region.records
    var state = ControlState(genesis: region.genesis)
    let start = state
    let wrongSignature = SignedContent(
      content: records[0].content, signature: records[1].signature)
    #expect(throws: SignedLogError.signatureInvalid(.controlRecord)) {
      try state.apply(wrongSignature)
    }
    #expect(throws: SignedLogError.controlOutOfSequence(expected: 1, found: 2)) {
      try state.apply(records[1])
    }
    #expect(state == start)
    try state.apply(records[0])
    #expect(throws: SignedLogError.controlOutOfSequence(expected: 2, found: 1)) {
      try state.apply(records[0])
    }
  }

  @Test("A record of another history of the same length is refused")
  func otherHistory() throws {
    let region = try Region()
    var other = ControlAuthor(state: ControlState(genesis: region.genesis))
    _ = try other.sign(.addNode(region.description(1)), with: region.authority)
    let second = try other.sign(.addMember(region.node(1), .reader), with: region.authority)
    var state = ControlState(genesis: region.genesis)
    try state.apply(region.records[0])
    #expect(throws: SignedLogError.controlHashMismatch(sequence: 2)) { try state.apply(second) }
  }

  @Test("Hashes of earlier records are known by their sequence")
  func hashes() throws {
    let region = try Region()
    let state = region.control.state
    #expect(state.hash(at: 0) == state.scope.digest)
    #expect(state.hash(at: 6) == state.position.hash)
    #expect(state.hash(at: 7) == nil)
    var before = ControlState(genesis: region.genesis)
    for record in region.records.prefix(3) { try before.apply(record) }
    #expect(state.hash(at: 3) == before.position.hash)
  }

  @Test("A decision that contradicts the state has no effect and names its reason")
  func refusals() throws {
    let region = try Region()
    let (node, other) = (region.node(0), region.node(1))
    let unknown = NodeID(Digest(hashing: [99]))
    let again = try LogGenesis.make(
      scope: region.genesis.scope, identity: region.identities[0], incarnation: 1,
      logKey: region.logKeys[1].publicKey, nonce: [UInt8](repeating: 3, count: 16))
    let elsewhere = try LogGenesis.make(
      scope: ScopeID(Digest(hashing: [1])), identity: region.identities[0], incarnation: 2,
      logKey: region.logKeys[1].publicKey, nonce: [UInt8](repeating: 3, count: 16))
    let cases: [(ControlAction, ControlRefusal)] = [
      (.addNode(region.description(0)), .nodeKnown),
      (.addMember(unknown, .reader), .nodeUnknown),
      (.addMember(node, .reader), .rightsNeedCut),
      (.addLog(index: 1, genesis: again.signed), .logIndexUsed),
      (.addLog(index: 3, genesis: region.logs[0].signed), .logKnown),
      (.addLog(index: 3, genesis: again.signed), .incarnationUsed),
      (.addLog(index: 3, genesis: elsewhere.signed), .logOfAnotherScope),
      (.removeMember(unknown, cuts: []), .notMember),
      (.removeMember(node, cuts: []), .cutMissing),
      (.removeMember(node, cuts: [cut(2, 1)]), .logOfAnotherNode),
      (.revokeNode(other, cuts: [cut(9, 1)], reason: ""), .logUnknown),
      (.revokeNode(unknown, cuts: [], reason: ""), .nodeUnknown),
      (.retireLog(cut(9, 0)), .logUnknown),
      (.setTransportKeys(unknown, []), .nodeUnknown),
    ]
    for (action, refusal) in cases {
      var author = region.control
      #expect(throws: SignedLogError.controlRefused(sequence: 7, refusal)) {
        try author.sign(action, with: region.authority)
      }
      #expect(author.state == region.control.state)
    }
  }

  @Test("Removal and revocation end a node's logs; a reader gets no log")
  func ending() throws {
    var region = try Region()
    try region.decide(.removeMember(region.node(0), cuts: [cut(1, 5)]))
    #expect(region.control.state.logs[1]?.cut?.counter == 5)
    #expect(!region.control.state.isMember(region.node(0)))
    try region.decide(.addMember(region.node(0), .reader))
    let next = try LogGenesis.make(
      scope: region.genesis.scope, identity: region.identities[0], incarnation: 2,
      logKey: region.logKeys[0].publicKey, nonce: [UInt8](repeating: 3, count: 16))
    #expect(throws: SignedLogError.controlRefused(sequence: 9, .notWriter)) {
      try region.decide(.addLog(index: 3, genesis: next.signed))
    }
    try region.decide(.addMember(region.node(0), .writer))
    try region.decide(.addLog(index: 3, genesis: next.signed))
    try region.decide(.revokeNode(region.node(0), cuts: [cut(1, 9), cut(3, 0)], reason: "lost"))
    let state = region.control.state
    // A later cut does not bring back what an earlier one ended.
    #expect(state.logs[1]?.cut?.counter == 5)
    #expect(state.logs[3]?.cut?.counter == 0)
    #expect(state.nodes[region.node(0)]?.revocationReason == "lost")
    #expect(state.node(withTransportKey: Digest(hashing: [0])) == nil)
    #expect(throws: SignedLogError.controlRefused(sequence: 12, .nodeRevoked)) {
      try region.decide(.addMember(region.node(0), .writer))
    }
  }

  @Test("Only the announced key can take over, and the old one has no say from then on")
  func rotation() throws {
    var region = try Region()
    let third = try AuthorityKey(rawRepresentation: secret(3))
    let announce = ScopeGenesis.hashOfNextKey(third.publicKey)
    let stranger = ControlAction.rotateAuthority(third.publicKey, nextKeyHash: announce)
    #expect(throws: SignedLogError.controlRefused(sequence: 7, .nextKeyMismatch)) {
      _ = try region.control.sign(stranger, with: third)
    }
    let rotation = ControlAction.rotateAuthority(
      region.nextAuthority.publicKey, nextKeyHash: announce)
    #expect(throws: SignedLogError.signatureInvalid(.controlRecord)) {
      try region.decide(rotation)
    }
    _ = try region.control.sign(rotation, with: region.nextAuthority)
    #expect(region.control.state.authorityKey == region.nextAuthority.publicKey)
    #expect(throws: SignedLogError.signatureInvalid(.controlRecord)) {
      try region.decide(.setTransportKeys(region.node(0), []))
    }
    _ = try region.control.sign(
      .setTransportKeys(region.node(0), []), with: region.nextAuthority)
    #expect(region.control.state.nodes[region.node(0)]?.description.transportKeyHashes == [])
  }

  @Test("Records of a later release are kept in the chain and counted")
  func laterRelease() throws {
    let region = try Region()
    var state = region.control.state
    try state.apply(try LaterRecord.make(after: state, key: region.authority))
    #expect(state.otherRecordsCount == 1)
    #expect(state.sequence == 7)
    #expect(state.logs == region.control.state.logs)
  }
}

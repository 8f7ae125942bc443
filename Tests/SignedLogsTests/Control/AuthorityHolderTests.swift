import Testing

@testable import SignedLogs

@Suite("An authority of several holders, or of two voices")
struct AuthorityHolderTests {
  private let first: AuthorityKey
  private let others: [AuthorityKey]

  init() throws {
    first = try AuthorityKey(rawRepresentation: secret(1))
    others = try [41, 42, 43].map { try AuthorityKey(rawRepresentation: secret($0)) }
  }

  private func scope(threshold: Int, holders: [PublicKey]? = nil) throws(SignedLogError)
    -> ControlAuthor
  {
    let genesis = try ScopeGenesis.make(
      kind: .group, name: "Tees tasks", authority: first, nextAuthorityKey: others[2].publicKey,
      nonce: [UInt8](repeating: 7, count: 16),
      coAuthorities: holders ?? others.map(\.publicKey), threshold: threshold)
    return ControlAuthor(state: ControlState(genesis: genesis))
  }

  private func signers(_ holders: [UInt32]) -> [ControlAuthor.CoSigner] {
    holders.map { .init(holder: $0, key: others[Int($0) - 1]) }
  }

  @Test("So many different holders must sign as the genesis asks for")
  func threshold() throws {
    var author = try scope(threshold: 3)
    let action = ControlAction.addNode(try Region().description(0))
    #expect(throws: SignedLogError.controlRefused(sequence: 1, .signaturesTooFew)) {
      try author.sign(action, with: first, coSigners: signers([2]))
    }
    for wrong in [
      [ControlAuthor.CoSigner(holder: 1, key: others[0]), .init(holder: 1, key: others[0])],
      [.init(holder: 1, key: others[1]), .init(holder: 2, key: others[1])],
      [.init(holder: 1, key: others[0]), .init(holder: 4, key: others[1])],
      [.init(holder: 0, key: others[0]), .init(holder: 1, key: others[0])],
    ] {
      #expect(throws: SignedLogError.signatureInvalid(.controlRecord)) {
        try author.sign(action, with: first, coSigners: wrong)
      }
    }
    #expect(throws: SignedLogError.signatureInvalid(.controlRecord)) {
      try author.sign(action, with: others[0], coSigners: signers([2, 3]))
    }
    #expect(author.state.sequence == 0)
    let record = try author.sign(action, with: first, coSigners: signers([3, 1]))
    #expect(record.coSignatures.map(\.holder) == [1, 3])
    #expect(SignedContent(record.message) == record)
  }

  @Test("Where one holder is enough, a further signature is not taken")
  func noneWanted() throws {
    var author = try scope(threshold: 1)
    #expect(throws: SignedLogError.signatureInvalid(.controlRecord)) {
      try author.sign(
        .addNode(try Region().description(0)), with: first, coSigners: signers([1]))
    }
  }

  @Test("No holder counts twice, and no threshold is out of reach")
  func genesis() {
    let keys = others.map(\.publicKey)
    for (threshold, holders) in [
      (2, [keys[0], keys[0]]), (2, [keys[0], first.publicKey]), (5, keys),
    ] {
      #expect(throws: SignedLogError.self) { try scope(threshold: threshold, holders: holders) }
    }
  }

  @Test("Two signed records for one sequence prove that the authority has two voices")
  func dispute() throws {
    let region = try Region()
    let state = region.control.state
    let (one, two) = (region.node(0), region.node(1))
    func record(_ action: ControlAction, _ key: AuthorityKey? = nil) throws -> SignedContent {
      try ForcedRecord.make(action, after: state, key: key ?? region.authority)
    }
    let first = try record(.dormant(one, isBack: false))
    let second = try record(.dormant(two, isBack: false))
    var later = state
    try later.apply(first)
    for control in [state, later] {
      let dispute = try ControlDispute(verifying: first, second, control: control)
      #expect(dispute.sequence == 7 && dispute.scope == state.scope)
    }
    #expect(throws: SignedLogError.disputeUnproven(sequence: 7)) {
      try ControlDispute(verifying: first, first, control: state)
    }
    let forged = try record(.dormant(two, isBack: false), region.nextAuthority)
    #expect(throws: SignedLogError.signatureInvalid(.controlRecord)) {
      try ControlDispute(verifying: first, forged, control: state)
    }
    #expect(throws: SignedLogError.disputeUnproven(sequence: 7)) {
      try ControlDispute(verifying: first, region.records[3], control: state)
    }
    // A record that continues another log is no second voice about this one.
    let elsewhere = try ForcedRecord.make(
      .dormant(two, isBack: false), after: later, key: region.authority)
    #expect(throws: SignedLogError.self) {
      try ControlDispute(verifying: first, elsewhere, control: later)
    }
  }
}

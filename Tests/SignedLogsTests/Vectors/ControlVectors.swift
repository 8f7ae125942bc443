import SignedLogs

struct ControlVectors: Codable {
  struct Record: Codable {
    let signed: SignedVector
    let sequence: UInt64
    let hash: String
  }

  struct Refused: Codable {
    let name: String
    /// How many of the records above come first.
    let after: Int
    let signed: SignedVector
    let code: String
  }

  struct Final: Codable {
    let authorityKey: String
    let members: [String: UInt32]
    let revoked: [String]
    /// Log by index.
    let logs: [String: String]
    /// Counter of the cut by index.
    let cuts: [String: UInt64]
    let transportKeys: [String: [String]]
    let otherRecords: Int
  }

  let scopeGenesis: SignedVector
  let records: [Record]
  let final: Final
  let refused: [Refused]

  init() throws {
    var region = try Region()
    try ControlStory.tell(in: &region)
    scopeGenesis = SignedVector(region.genesis.signed)
    var state = ControlState(genesis: region.genesis)
    var records: [Record] = []
    for record in region.records {
      try state.apply(record)
      records.append(
        Record(
          signed: SignedVector(record), sequence: state.sequence, hash: state.position.hash.hex))
    }
    self.records = records
    final = Final(state)
    refused = try ControlStory.refused(region).map { name, after, signed in
      var state = ControlState(genesis: region.genesis)
      for record in region.records.prefix(after) { try state.apply(record) }
      var code = "accepted"
      do throws(SignedLogError) { try state.apply(signed) } catch { code = error.code }
      return Refused(name: name, after: after, signed: SignedVector(signed), code: code)
    }
  }
}

extension ControlVectors.Final {
  init(_ state: ControlState) {
    let logs = state.logsInOrder
    self.init(
      authorityKey: state.authorityKey.bytes.hexadecimal,
      members: .init(uniqueKeysWithValues: state.members.map { ($0.key.hex, $0.value.rawValue) }),
      revoked: state.nodes.filter(\.value.isRevoked).map(\.key.hex).sorted(),
      logs: .init(uniqueKeysWithValues: logs.map { ("\($0.logIndex)", $0.genesis.log.hex) }),
      cuts: .init(
        uniqueKeysWithValues: logs.compactMap { log in
          log.cut.map { ("\(log.logIndex)", $0.counter) }
        }),
      transportKeys: .init(
        uniqueKeysWithValues: state.nodes.map {
          ($0.key.hex, $0.value.description.transportKeyHashes.map(\.hex))
        }), otherRecords: state.otherRecordsCount)
  }
}

/// A control log with every decision that has an effect.
enum ControlStory {
  static func tell(in region: inout Region) throws {
    try region.decide(.setTransportKeys(region.node(1), [Digest(hashing: [7])]))
    try region.decide(.setPolicy(ScopePolicy(rulesVersion: 1, schemaMin: 1, schemaMax: 2)))
    try region.decide(.retireLog(cut(1, 6)))
    let next = try LogGenesis.make(
      scope: region.genesis.scope, identity: region.identities[0], incarnation: 2,
      logKey: try LogKey(rawRepresentation: secret(23)).publicKey,
      nonce: [UInt8](repeating: 9, count: 16))
    try region.decide(.addLog(index: 3, genesis: next.signed))
    try region.decide(.revokeNode(region.node(1), cuts: [cut(2, 4)], reason: "machine lost"))
    try region.decide(.removeMember(region.node(0), cuts: [cut(1, 9), cut(3, 0)]))
    let later = try LaterRecord.make(after: region.control.state, key: region.authority)
    var state = region.control.state
    try state.apply(later)
    region.control = ControlAuthor(state: state)
    region.records.append(later)
    let third = try AuthorityKey(rawRepresentation: secret(3))
    region.records.append(
      try region.control.sign(
        .rotateAuthority(
          region.nextAuthority.publicKey,
          nextKeyHash: ScopeGenesis.hashOfNextKey(third.publicKey)), with: region.nextAuthority))
    region.records.append(
      try region.control.sign(.addMember(region.node(0), .reader), with: region.nextAuthority))
  }

  private static func cut(_ index: UInt32, _ counter: UInt64) -> LogCut {
    LogCut(logIndex: index, counter: counter, headHash: Digest(hashing: [UInt8(counter)]))
  }

  static func refused(_ region: Region) throws -> [(String, Int, SignedContent)] {
    let records = region.records
    func altered(_ content: [UInt8], after count: Int) throws -> SignedContent {
      var state = ControlState(genesis: region.genesis)
      for record in records.prefix(count) { try state.apply(record) }
      return try LaterRecord.sign(content, after: state, key: region.authority)
    }
    let last = records.count
    return [
      ("a record left out", 1, records[2]),
      ("a record repeated", 3, records[2]),
      (
        "another record's signature", 2,
        SignedContent(content: records[2].content, signature: records[3].signature)
      ),
      ("a record signed by the authority that was replaced", last, try stale(region)),
      ("a field twice", 0, try altered(records[0].content + [0x08, 0x01], after: 0)),
      ("two decisions", 0, try altered(records[0].content + [0xAA, 0x01, 0x00], after: 0)),
      ("a record that is cut off", 0, try altered(records[0].content.dropLast(), after: 0)),
      ("a member that is not a node", 0, try sole(.addMember(region.node(0), .reader), region, 0)),
      ("a removal without a cut", 6, try sole(.removeMember(region.node(0), cuts: []), region, 6)),
      ("fewer rights without a cut", 6, try sole(.addMember(region.node(0), .reader), region, 6)),
      (
        "a log index used twice", 6,
        try sole(.addLog(index: 2, genesis: region.logs[0].signed), region, 6)
      ),
      (
        "a log added twice", 6,
        try sole(.addLog(index: 4, genesis: region.logs[0].signed), region, 6)
      ),
      (
        "a key that was not announced", 6,
        try sole(
          .rotateAuthority(region.authority.publicKey, nextKeyHash: Digest(hashing: [1])), region, 6
        )
      ),
    ]
  }

  private static func stale(_ region: Region) throws -> SignedContent {
    try ForcedRecord.make(
      .setTransportKeys(region.node(0), []), after: region.control.state, key: region.authority)
  }

  /// A decision as the next record after some, signed whether or not it is allowed.
  private static func sole(_ action: ControlAction, _ region: Region, _ after: Int) throws
    -> SignedContent
  {
    var state = ControlState(genesis: region.genesis)
    for record in region.records.prefix(after) { try state.apply(record) }
    return try ForcedRecord.make(action, after: state, key: region.authority)
  }
}

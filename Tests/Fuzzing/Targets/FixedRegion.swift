// swift-format-ignore-file: NeverUseForceTry
import CausalHistory
import PartnershipRecords
import SignedLogs

/// A shared record as the fuzzed region writes it.
enum FixedTask: SharedRecord {
  static let dataClass = DataClass.shared
  static let kind: UInt32 = 1
  static let sharedFields = [
    SharedField(number: 1, name: "status", kind: .code),
    SharedField(number: 2, name: "due", kind: .day),
    SharedField(number: 3, name: "description", kind: .text),
    SharedField(number: 4, name: "tags", kind: .set),
    SharedField(number: 5, name: "log", kind: .list),
  ]
}

/// A hub and a node of one group with a log each: the same bytes in every run, so that an input means
/// the same in every run.
struct FixedRegion: Sendable {
  static let shared = FixedRegion()

  let authority = try! AuthorityKey(rawRepresentation: secret(1))
  let nextAuthority = try! AuthorityKey(rawRepresentation: secret(2))
  let hub = try! IdentityKey(rawRepresentation: secret(3))
  let node = try! IdentityKey(rawRepresentation: secret(4))
  let hubLogKey = try! LogKey(rawRepresentation: secret(5))
  let nodeLogKey = try! LogKey(rawRepresentation: secret(6))
  let genesis: VerifiedScopeGenesis
  let records: [SignedContent]
  let control: ControlState
  let logs: [UInt32: FixedLog]

  // Every key and nonce here is a constant and good, so none of the `try!` can fail on any input.
  private init() {
    genesis = try! ScopeGenesis.make(
      kind: .group, name: "Fixed region", authority: authority,
      nextAuthorityKey: nextAuthority.publicKey, nonce: Array(Self.secret(7).prefix(16)))
    var author = ControlAuthor(state: ControlState(genesis: genesis))
    var records: [SignedContent] = []
    var logs: [UInt32: FixedLog] = [:]
    let writers = [(1, hub, hubLogKey, "HUB"), (2, node, nodeLogKey, "HPL")] as [Writer]
    for (index, identity, _, reference) in writers {
      let described = Self.description(of: identity, reference, index)
      records.append(try! author.sign(.addNode(described), with: authority))
      records.append(try! author.sign(.addMember(described.node, .writer), with: authority))
    }
    for (index, identity, key, _) in writers {
      let log = try! LogGenesis.make(
        scope: genesis.scope, identity: identity, incarnation: 1, logKey: key.publicKey,
        nonce: Array(Self.secret(UInt8(index) + 20).prefix(16)))
      records.append(
        try! author.sign(.addLog(index: index, genesis: log.signed), with: authority))
      logs[index] = FixedLog(logIndex: index, genesis: log, key: key)
    }
    for index in [1, 2] as [UInt32] {
      for number in 0..<4 { logs[index]?.write(number, control: author.state.position) }
    }
    (self.records, self.logs, control) = (records, logs, author.state)
  }

  private typealias Writer = (UInt32, IdentityKey, LogKey, String)

  private static func secret(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 32) }

  static func transportKey(_ index: UInt32) -> Digest { Digest(hashing: [UInt8(index)]) }

  private static func description(
    of identity: IdentityKey, _ reference: String, _ index: UInt32
  ) -> NodeDescription {
    NodeDescription(
      identityKey: identity.publicKey, name: reference, reference: reference, districts: [],
      transportKeyHashes: [transportKey(index)])
  }
}

/// One log of the region: a task and three changes to it.
struct FixedLog: Sendable {
  let logIndex: UInt32
  let genesis: VerifiedLogGenesis
  let key: LogKey
  private(set) var commits: [UnverifiedCommit] = []
  private(set) var seals: [Seal] = []
  /// Where the log stands after so many commits.
  private(set) var positions: [LogPosition]

  init(logIndex: UInt32, genesis: VerifiedLogGenesis, key: LogKey) {
    (self.logIndex, self.genesis, self.key) = (logIndex, genesis, key)
    positions = [.start(logIndex: logIndex, logID: genesis.log)]
  }

  mutating func write(_ number: Int, control: ControlPosition) {
    guard let actor = Actor(handle: "analyst-1", role: .analyst) else { return }
    var author = CommitAuthor(position: positions[number])
    let task = ObjectID(logIndex: logIndex, counter: 1, operationIndex: 0)
    let commit = try! author.commit(
      try! operations(number, on: task), by: actor, at: HybridTime(rawValue: UInt64(number) << 40),
      control: control, context: VersionVector(),
      salt: number == 2 ? [UInt8](repeating: 7, count: 16) : [])
    commits.append(commit.bytes)
    positions.append(commit.position)
    seals.append(try! seal(commit.head, with: key))
  }

  private func operations(_ number: Int, on task: ObjectID) throws -> [ShareableOperation] {
    switch number {
    case 0:
      [
        try FixedTask.create(reference: "HPL-T-0001"),
        try FixedTask.set(1, of: task, to: .code("proposed")),
        try FixedTask.set(3, of: task, to: .text("Light the underpass")),
      ]
    case 1: [try FixedTask.set(1, of: task, to: .code("done"))]
    case 2: [try FixedTask.append(.text("Seen on site"), to: 5, of: task)]
    default: [try FixedTask.add(.code("lighting"), to: 4, of: task)]
    }
  }
}

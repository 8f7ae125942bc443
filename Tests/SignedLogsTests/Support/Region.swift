import CausalHistory
import PartnershipRecords
import SignedLogs
import Testing

/// A secret that is the same in every run.
func secret(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 32) }

/// A small region: the hub's authority, two nodes that may write, and the first log of each. Its
/// keys are the same in every run, so its bytes are, too.
struct Region {
  let authority: AuthorityKey
  let nextAuthority: AuthorityKey
  let identities: [IdentityKey]
  let logKeys: [LogKey]
  let genesis: VerifiedScopeGenesis
  let logs: [VerifiedLogGenesis]
  var control: ControlAuthor
  /// All control records so far.
  var records: [SignedContent] = []

  init() throws {
    authority = try AuthorityKey(rawRepresentation: secret(1))
    nextAuthority = try AuthorityKey(rawRepresentation: secret(2))
    identities = [
      try IdentityKey(rawRepresentation: secret(11)),
      try IdentityKey(rawRepresentation: secret(12)),
    ]
    logKeys = [
      try LogKey(rawRepresentation: secret(21)), try LogKey(rawRepresentation: secret(22)),
    ]
    genesis = try ScopeGenesis.make(
      kind: .group, name: "Tees tasks", authority: authority,
      nextAuthorityKey: nextAuthority.publicKey, nonce: [UInt8](repeating: 7, count: 16))
    control = ControlAuthor(state: ControlState(genesis: genesis))
    var logs: [VerifiedLogGenesis] = []
    for place in 0..<2 {
      logs.append(
        try LogGenesis.make(
          scope: genesis.scope, identity: identities[place], incarnation: 1,
          logKey: logKeys[place].publicKey, nonce: [UInt8](repeating: 8, count: 16)))
    }
    self.logs = logs
    for place in 0..<2 {
      try decide(.addNode(description(place)))
      try decide(.addMember(node(place), .writer))
      try decide(.addLog(index: UInt32(place + 1), genesis: logs[place].signed))
    }
  }

  func node(_ place: Int) -> NodeID { NodeID(identityKey: identities[place].publicKey) }

  func description(_ place: Int) -> NodeDescription {
    NodeDescription(
      identityKey: identities[place].publicKey, name: ["Hartlepool", "Stockton"][place],
      reference: ["HPL", "STK"][place], districts: [["E06000001", "E06000004"][place]],
      transportKeyHashes: [Digest(hashing: [UInt8(place)])])
  }

  /// Signs and applies a decision with the authority's key.
  mutating func decide(_ action: ControlAction) throws {
    records.append(try control.sign(action, with: authority))
  }

  /// The author of a log before its first commit.
  func author(_ place: Int) -> CommitAuthor {
    CommitAuthor(
      position: .start(logIndex: UInt32(place + 1), logID: logs[place].log))
  }
}

/// A kind of record with one field of each kind.
enum Plan: SharedRecord {
  static let dataClass = DataClass.shared
  static let kind: UInt32 = 1
  static let sharedFields = [
    SharedField(number: 1, name: "title", kind: .text),
    SharedField(number: 2, name: "status", kind: .code),
    SharedField(number: 3, name: "due", kind: .day),
    SharedField(number: 4, name: "priority", kind: .number),
    SharedField(number: 5, name: "tags", kind: .set),
    SharedField(number: 6, name: "journal", kind: .list),
    SharedField(number: 7, name: "attachment", kind: .content),
    SharedField(number: 8, name: "urgent", kind: .truth),
  ]
}

extension CommitAuthor {
  /// Writes a commit as the region's analyst with ordinary surroundings.
  mutating func write(
    _ operations: [ShareableOperation], in region: Region, context: VersionVector = .init(),
    salt: [UInt8] = [], milliseconds: UInt64 = 1_764_000_000_000
  ) throws -> VerifiedCommit {
    let analyst = try #require(Actor(handle: "analyst-1", role: .analyst))
    return try commit(
      operations, by: analyst, at: HybridTime(milliseconds: milliseconds),
      control: region.control.state.position, context: context, salt: salt)
  }
}

import CausalHistory
import Foundation
import PartnershipRecords
import SignedLogs
import SyncProtocol
import Testing

/// The hub and two partnerships, each with a log: 1, 2 and 3. Its keys are the same in every run.
struct AuthorityWorld {
  let name: String
  let authority: AuthorityKey
  let logKeys: [LogKey]
  var control: ControlAuthor
  var records: [SignedContent] = []
  var authors: [CommitAuthor] = []
  var commits: [[VerifiedCommit]] = [[], [], []]
  var replica: ScopeReplica

  init(_ name: String, rulesVersion: UInt32 = 2, kind: ScopeKind = .group) throws {
    self.name = name
    func secret(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 32) }
    authority = try AuthorityKey(rawRepresentation: secret(1))
    let next = try AuthorityKey(rawRepresentation: secret(2))
    logKeys = try (0..<3).map { try LogKey(rawRepresentation: secret(21 + UInt8($0))) }
    let genesis = try ScopeGenesis.make(
      kind: kind, name: "trio", authority: authority, nextAuthorityKey: next.publicKey,
      nonce: [UInt8](repeating: 7, count: 16), rulesVersion: rulesVersion)
    control = ControlAuthor(state: ControlState(genesis: genesis))
    replica = ScopeReplica(control: control.state)
    for (place, reference) in ["HUB", "HPL", "STK"].enumerated() {
      let identity = try IdentityKey(rawRepresentation: secret(11 + UInt8(place)))
      let node = NodeDescription(
        identityKey: identity.publicKey, name: reference, reference: reference, districts: [],
        transportKeyHashes: [])
      let log = try LogGenesis.make(
        scope: genesis.scope, identity: identity, incarnation: 1,
        logKey: logKeys[place].publicKey, nonce: [UInt8](repeating: 8, count: 16))
      for action in [
        ControlAction.addNode(node), .addMember(node.node, .writer),
        .addLog(index: UInt32(place + 1), genesis: log.signed),
      ] { records.append(try control.sign(action, with: authority)) }
      authors.append(
        CommitAuthor(position: .start(logIndex: UInt32(place + 1), logID: log.log)))
    }
    replica = ScopeReplica(control: control.state)
  }

  /// Writes a commit that has seen everything here.
  mutating func write(_ place: Int, _ operations: [ShareableOperation]) throws {
    let analyst = try #require(Actor(handle: "analyst", role: .analyst))
    let time = UInt64(commits.reduce(0) { $0 + $1.count }) * 1_000 + 1_764_000_000_000
    let commit = try authors[place].commit(
      operations, by: analyst, at: HybridTime(milliseconds: time),
      control: replica.control.position, context: replica.frontier)
    _ = replica.apply(commit)
    commits[place].append(commit)
  }

  /// As the file has it.
  func vector() throws -> FoldVector {
    let void = replica.void.sorted { $0.key < $1.key }.map { dot, reason in
      FoldVector.Void(logIndex: dot.logIndex, counter: dot.counter, reason: reason.rawValue)
    }
    return FoldVector(
      name: name, scopeGenesis: .init(control.state.genesis.signed),
      records: records.map { .init($0) },
      logs: try commits.enumerated().map { place, commits in
        FoldVector.Log(
          logIndex: UInt32(place + 1), commits: commits.map { .init($0.bytes) },
          seals: try commits.last.map { last in
            let seal = try seal(last.head, with: logKeys[place])
            return [
              FoldVector.Log.Signature(counter: seal.counter, signature: digits(seal.signature))
            ]
          } ?? [])
      },
      state: .init(
        rows: replica.objects.allRows.map { [digits($0.key.bytes), digits($0.value.bytes)] },
        hash: digits(replica.stateHash.bytes), void: void))
  }
}

/// Every line of the table of who may write what, tried by all three.
enum AuthorityVectors {
  /// A task with the fields of the table.
  private enum Work: SharedRecord {
    static let dataClass = DataClass.shared
    static let kind: UInt32 = 1
    static let sharedFields = [
      SharedField(number: 1, name: "title", kind: .text),
      SharedField(number: 3, name: "status", kind: .code),
      SharedField(number: 6, name: "journal", kind: .list),
      SharedField(number: 40, name: "rating-0", kind: .code),
      SharedField(number: 41, name: "rating-1", kind: .code),
      SharedField(number: 42, name: "rating-2", kind: .code),
    ]
  }

  private enum Figures: SharedRecord {
    static let dataClass = DataClass.aggregate
    static let kind: UInt32 = 2
    static let sharedFields = [SharedField(number: 1, name: "manifest", kind: .content)]
  }

  private enum Note: SharedRecord {
    static let dataClass = DataClass.shared
    static let kind: UInt32 = 3
    static let sharedFields = [SharedField(number: 1, name: "words", kind: .text)]
  }

  private static let taskLines: [(String, @Sendable (ObjectID) throws -> ShareableOperation)] = [
    ("a task's title", { try Work.set(1, of: $0, to: .text("Gates")) }),
    ("a task's state", { try Work.set(3, of: $0, to: .code("done")) }),
    ("taking a task back", { try Work.set(3, of: $0, to: .code("withdrawn")) }),
    ("deciding a clash", { try Work.set(3, of: $0, to: .code("done"), resolves: true) }),
    ("the rating of the first in place", { try Work.set(40, of: $0, to: .code("red")) }),
    ("the rating of the second in place", { try Work.set(41, of: $0, to: .code("red")) }),
    ("the rating of the third in place", { try Work.set(42, of: $0, to: .code("red")) }),
    ("an entry of the journal", { try Work.append(.text("seen"), to: 6, of: $0) }),
  ]

  static func all() throws -> [FoldVector] {
    var worlds: [FoldVector] = []
    for version in UInt32(1)...2 {
      for (name, operation) in taskLines {
        worlds.append(
          try world(
            "\(name), rules \(version)", rules: version, { try Work.create(reference: $0) },
            operation))
      }
      worlds.append(
        try world(
          "a release's manifest, rules \(version)", rules: version,
          { try Figures.create(reference: $0) }, { try Figures.set(1, of: $0, to: .content([1])) }))
      worlds.append(
        try world(
          "a part of a release, rules \(version)", rules: version,
          { try Figures.create(reference: $0) }, { try Figures.putChunk([1], at: 0, of: $0) }))
      worlds.append(
        try world(
          "the words on a decision, rules \(version)", rules: version,
          { try Note.create(reference: $0) }, { try Note.set(1, of: $0, to: .text("agreed")) }))
      worlds.append(
        try world(
          "a scope in which the hub alone writes, rules \(version)", rules: version,
          kind: .broadcast, { try Work.create(reference: $0) },
          { try Work.set(1, of: $0, to: .text("Gates")) }))
    }
    return worlds
  }

  /// The second makes an object, and all three change it.
  private static func world(
    _ name: String, rules: UInt32, kind: ScopeKind = .group,
    _ create: (String) throws -> ShareableOperation,
    _ operation: (ObjectID) throws -> ShareableOperation
  ) throws -> FoldVector {
    var world = try AuthorityWorld(name, rulesVersion: rules, kind: kind)
    let object = world.authors[1].nextObject()
    try world.write(1, [try create("HPL-T-1")])
    for place in 0..<3 { try world.write(place, [try operation(object)]) }
    // What is not its author's to make takes the rest of its commit with it.
    for place in 0..<3 {
      try world.write(place, [try Work.create(reference: "X-\(place)"), try operation(object)])
    }
    return try world.vector()
  }
}

func digits(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

extension FoldVector.Signed {
  init(_ signed: SignedContent) {
    self.init(content: digits(signed.content), signature: digits(signed.signature))
  }
}

extension FoldVector.Commit {
  init(_ commit: UnverifiedCommit) {
    self.init(
      header: digits(commit.header), salt: digits(commit.salt), payload: digits(commit.payload))
  }
}

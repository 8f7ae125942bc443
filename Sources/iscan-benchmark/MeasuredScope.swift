import Foundation
import GRDB
import PartnershipRecords
import ReplicaStore
import SignedLogs

/// A group of twelve writers and its authority, made anew.
struct MeasuredScope {
  let genesis: SignedContent
  let records: [SignedContent]
  let control: ControlState
  let writerKeys: [(logIndex: UInt32, key: LogKey)]
  let nodes: [IdentityKey]

  var scope: ScopeID { control.scope }
  var writers: Writers { Writers(scope: scope, control: control, keys: writerKeys) }

  init() throws {
    let authority = AuthorityKey.generate()
    let genesis = try ScopeGenesis.make(
      kind: .group, name: "North East England", authority: authority,
      nextAuthorityKey: AuthorityKey.generate().publicKey, nonce: randomBytes(16))
    self.genesis = genesis.signed
    nodes = (0..<Workload.writers).map { _ in IdentityKey.generate() }
    var admitted = Admitted(ControlState(genesis: genesis), by: authority)
    for (place, node) in nodes.enumerated() {
      try admitted.add(node, name: "Partnership \(place + 1)", place: place)
    }
    control = admitted.author.state
    records = admitted.records
    writerKeys = admitted.keys
  }

  /// Makes the scope in a database, with nothing in its logs.
  func found(in database: any DatabaseWriter) throws {
    try database.write { db in
      try ScopeRecords(db).apply(control: records, first: 1, genesis: genesis, of: scope)
    }
  }
}

/// Control records that admit writers.
struct Admitted {
  var author: ControlAuthor
  private(set) var records: [SignedContent] = []
  private(set) var keys: [(logIndex: UInt32, key: LogKey)] = []
  private let authority: AuthorityKey

  init(_ state: ControlState, by authority: AuthorityKey) {
    author = ControlAuthor(state: state)
    self.authority = authority
  }

  /// Admits a node as a writer, and its log.
  mutating func add(_ identity: IdentityKey, name: String, place: Int) throws {
    let letter = String(UnicodeScalar(UInt8(65 + place)))
    let node = NodeDescription(
      identityKey: identity.publicKey, name: name, reference: letter + letter + "T",
      districts: ["E060000\(10 + place)"], transportKeyHashes: [])
    let key = LogKey.generate()
    let genesis = try LogGenesis.make(
      scope: author.state.scope, identity: identity, incarnation: 1, logKey: key.publicKey,
      nonce: randomBytes(16))
    let index = author.state.nextLogIndex
    records.append(try author.sign(.addNode(node), with: authority))
    records.append(try author.sign(.addMember(node.node, .writer), with: authority))
    records.append(try author.sign(.addLog(index: index, genesis: genesis.signed), with: authority))
    keys.append((index, key))
  }
}

func randomBytes(_ count: Int) -> [UInt8] {
  var random = SystemRandomNumberGenerator()
  return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
}

internal import CausalHistory
public import Foundation
public import ReplicaStore
public import SignedLogs
internal import SyncProtocol
internal import SyncTransport

/// A scope that this node is in, with how far the members' changes have come.
public struct SharingScope: Sendable, Hashable {
  /// A partnership in a scope.
  public struct Member: Sendable, Hashable {
    public let name: String
    public let reference: String
    /// How many of its changes are here.
    public let held: Int
    /// How many more the hub has signed for.
    public let missing: Int
    /// This node's own changes that nothing yet says it has seen; 0 for this node itself.
    public let unseen: Int
    /// Its last change, by its own clock; `nil` for none.
    public let lastChange: Date?
  }

  public let scope: ScopeID
  public let name: String
  /// Whether several partnerships share it, rather than this one and the hub.
  public let isGroup: Bool
  /// The partnerships in it, this node's too, by name.
  public let members: [Member]
  /// When the hub last signed for what it holds, by its clock; `nil` if it never did.
  public let signedAt: Date?
  /// How many of this node's own changes the hub has signed for.
  public let confirmed: Int
}

extension NodeService {
  /// The last exchanges with the hub, the latest first.
  public func sessions(limit: Int) throws -> [SessionRecord] {
    try read { try $0.sessions(limit: limit) }
  }

  /// The same with whom: `HUB`, the reference of a bundle's maker, or `nil` if that is not known.
  public func sessionsByPeer(limit: Int) throws -> [(peer: String?, session: SessionRecord)] {
    let hub = try enrolment()?.hubNode
    return try read { records -> [(peer: String?, session: SessionRecord)] in
      let controls = try records.scopes().map { try records.control(of: $0) }
      return try records.sessions(limit: limit).map {
        session -> (peer: String?, session: SessionRecord) in
        guard session.isBundle, session.peer != hub else { return ("HUB", session) }
        let known = session.peer.flatMap { peer in
          controls.lazy.compactMap { $0.nodes[peer]?.description.reference }.first
        }
        return (known, session)
      }
    }
  }

  /// When the hub was last reached over a line, which is now while one is open; `nil` if never.
  public func lastContact() throws -> Date? {
    openLine() == nil ? try read { try $0.lastContact() } : now()
  }

  /// The last exchange that says how things stand; `nil` if there was none, or if a line has been open
  /// since that one ended.
  func lastExchange() throws -> SessionRecord? {
    let last = try read { try $0.lastExchange() }
    guard let last, let line = openLine() else { return last }
    return last.endedAt < line.since ? nil : last
  }

  /// When a bundle was last taken in; `nil` if none was.
  public func lastBundle() throws -> Date? { try read { try $0.lastBundle() } }

  /// The scopes that this node is in.
  public func sharingScopes() throws -> [SharingScope] {
    let hub = try enrolment()?.hubNode
    return try read { records in
      try records.scopes().map { scope in
        try SharingScope(scope, records, hub: hub, confirmed: try heldByHub(in: scope, records))
      }
    }
  }
}

extension SharingScope {
  fileprivate init(_ scope: ScopeID, _ records: ScopeRecords, hub: NodeID?, confirmed: UInt64)
    throws
  {
    let control = try records.control(of: scope)
    let held = try records.frontier(of: scope)
    let receipt = try records.receipt(for: scope)
    let times = try records.positions(of: scope).mapValues { position in
      Date(timeIntervalSince1970: Double(position.author.hybridTime.milliseconds) / 1000)
    }
    let nodes = control.members.keys.filter { $0 != hub }
    let own = try records.ownLogPosition(in: scope)
    let members = try nodes.compactMap { node -> Member? in
      guard let about = control.nodes[node]?.description else { return nil }
      let logs = control.logs(of: node).map(\.logIndex)
      let known = logs.map { log in receipt?.frontier.first { $0.logIndex == log }?.counter ?? 0 }
      var unseen = 0
      if let own, !logs.contains(own.logIndex) {
        let seen = try records.known(to: node, in: scope, control)[own.logIndex]
        unseen = Int(clamping: own.head.counter - min(seen, own.head.counter))
      }
      return Member(
        name: about.name, reference: about.reference, held: logs.reduce(0) { $0 + Int(held[$1]) },
        missing: zip(logs, known).reduce(0) { $0 + max(0, Int($1.1) - Int(held[$1.0])) },
        unseen: unseen,
        lastChange: logs.compactMap { times[$0] }.max())
    }
    self.init(
      scope: scope, name: control.genesis.name, isGroup: control.genesis.kind == .group,
      members: members.sorted { $0.name < $1.name },
      signedAt: receipt.map { Date(timeIntervalSince1970: Double($0.receivedAt) / 1000) },
      confirmed: Int(confirmed))
  }
}

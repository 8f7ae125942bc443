internal import CausalHistory
public import Disclosure
public import Foundation
internal import GRDB
internal import NodeStore
public import PartnershipRecords
public import ReplicaStore
public import SignedLogs
internal import SyncProtocol

/// A larger area and those of the partnership's small areas that lie in it.
public struct NamedPlace: Sendable, Hashable {
  public let code: AreaCode
  public let kind: AreaKind
  /// The code where no name is known.
  public let name: String
  /// LSOAs of 2011, in order of code.
  public let zones: [AreaCode]
}

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
    /// Its last change to a task, by its own clock; `nil` for none.
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
  /// The areas of the partnership: each small area by itself, and the larger ones around them.
  public func places() throws -> [NamedPlace] {
    let rows = try database.pool.read { db in
      try partnership.districts.flatMap {
        try Row.fetchAll(db, sql: Self.placesSQL, arguments: [$0.description])
      }
    }
    var zones: [AreaCode: String] = [:]
    var parents: [NamedPlace: [AreaCode]] = [:]
    for row in rows {
      guard let zone = AreaCode(row["zone"] as String), let code = AreaCode(row["code"] as String),
        let kind = AreaKind(rawValue: row["kind"])
      else { throw NodeStoreError.damaged(table: "areaParent") }
      zones[zone] = row["zoneName"]
      let parent = NamedPlace(code: code, kind: kind, name: row["name"], zones: [])
      parents[parent, default: []].append(zone)
    }
    let larger = parents.map { NamedPlace($0.code, $0.kind, $0.name, $1.sorted()) }
    let small = zones.map { NamedPlace($0, .lowerSuperOutputArea2011, $1, [$0]) }
    return (larger + small).sorted { ($0.name, $0.code) < ($1.name, $1.code) }
  }

  private static let placesSQL = """
    SELECT home.child AS zone, zone.name AS zoneName, link.parentKind AS kind,
      link.parent AS code, place.name AS name
    FROM areaParent AS home
    JOIN area AS zone ON zone.kind = home.childKind AND zone.code = home.child
    JOIN areaParent AS link ON link.childKind = home.childKind AND link.child = home.child
    JOIN area AS place ON place.kind = link.parentKind AND place.code = link.parent
    WHERE home.parentKind = 'district' AND home.parent = ? AND home.childKind = 'lsoa11'
    """

  /// The cells of a release that was looked at before; nothing is recorded.
  ///
  /// - Throws: ``NodeServiceError/releaseUnknown(_:)``; `DisclosureError` if the areas have changed
  ///   since it was drawn.
  public func cells(of release: String) throws -> [PreviewCell] {
    guard let record = try database.releaseLedger().record(of: release) else {
      throw NodeServiceError.releaseUnknown(release)
    }
    let scheme = try scheme()
    guard record.draw.schemeHash == scheme.hash else {
      throw DisclosureError.unknownScheme(hash: record.draw.schemeHash)
    }
    let row = try database.pool.read { db in
      try Row.fetchOne(
        db, sql: "SELECT payload, draws FROM releaseMeasurement WHERE release = ?",
        arguments: [release])
    }
    guard let row else { throw NodeStoreError.damaged(table: "releaseMeasurement") }
    return try ReleasePreview.cells(
      payload: Array(row["payload"] as Data), draws: Array(row["draws"] as Data),
      slot: record.draw.slot, scheme: scheme)
  }

  /// Every entry of the release ledger, the oldest first.
  public func ledgerEntries() throws -> [LedgerEntry] {
    try database.pool.read { db in
      try Row.fetchAll(db, sql: "SELECT sequence, entry FROM releaseLedger ORDER BY sequence")
        .map { try LedgerEntry(bytes: Array($0["entry"] as Data), sequence: $0["sequence"]) }
    }
  }

  /// The last exchanges with the hub, the latest first.
  public func sessions(limit: Int) throws -> [SessionRecord] {
    try read { try $0.sessions(limit: limit) }
  }

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

extension NamedPlace {
  fileprivate init(_ code: AreaCode, _ kind: AreaKind, _ name: String, _ zones: [AreaCode]) {
    self.init(code: code, kind: kind, name: name.isEmpty ? "\(code)" : name, zones: zones)
  }
}

extension SharingScope {
  fileprivate init(_ scope: ScopeID, _ records: ScopeRecords, hub: NodeID?, confirmed: UInt64)
    throws
  {
    let control = try records.control(of: scope)
    let held = try records.frontier(of: scope)
    let receipt = try records.receipt(for: scope)
    let times = try Self.lastChanges(in: scope, records)
    let nodes = control.members.keys.filter { $0 != hub }
    let members = nodes.compactMap { node -> Member? in
      guard let about = control.nodes[node]?.description else { return nil }
      let logs = control.logs(of: node).map(\.logIndex)
      let known = logs.map { log in receipt?.frontier.first { $0.logIndex == log }?.counter ?? 0 }
      return Member(
        name: about.name, reference: about.reference, held: logs.reduce(0) { $0 + Int(held[$1]) },
        missing: zip(logs, known).reduce(0) { $0 + max(0, Int($1.1) - Int(held[$1.0])) },
        lastChange: logs.compactMap { times[$0] }.max())
    }
    self.init(
      scope: scope, name: control.genesis.name, isGroup: control.genesis.kind == .group,
      members: members.sorted { $0.name < $1.name },
      signedAt: receipt.map { Date(timeIntervalSince1970: Double($0.receivedAt) / 1000) },
      confirmed: Int(confirmed))
  }

  /// The latest time that each log gave a change to a task.
  private static func lastChanges(in scope: ScopeID, _ records: ScopeRecords) throws
    -> [UInt32: Date]
  {
    let entries = try records.objects(kind: SharedTask.kind, in: scope).flatMap(\.state.journal)
    return Dictionary(
      entries.map {
        (
          $0.dot.logIndex,
          Date(timeIntervalSince1970: Double($0.hybridTime.milliseconds) / 1000)
        )
      }, uniquingKeysWith: max)
  }
}

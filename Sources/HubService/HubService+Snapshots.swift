internal import CausalHistory
internal import Foundation
internal import GRDB
internal import HubStore
internal import ProtocolMessages
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol

/// A snapshot of a scope that the hub keeps for those who join.
public struct SnapshotView: Codable, Sendable, Hashable {
  public let scope: String
  /// Of its manifest, hexadecimal.
  public let hash: String
  public let rows: UInt64
  public let parts: Int
  /// Before packing.
  public let bytes: Int
  /// The partnerships that made it anew from their own logs and found the same.
  public let witnesses: [String]
  /// Whether the scope's control log points it out to those who join.
  public let isDeclared: Bool
}

extension HubService {
  /// Makes a snapshot of every scope as it stands now, and keeps it; earlier ones are forgotten.
  /// Members that stand at the same place are asked at their next contact to witness it.
  ///
  /// Where a later release wrote what this one cannot read, none is made: it would say less than the
  /// logs do.
  public func makeSnapshots() throws -> [SnapshotView] {
    try database.writer.write { db in
      let records = ScopeRecords(db)
      return try records.scopes().map { scope in
        if try records.readsAll(of: scope) { _ = try records.keepSnapshot(of: scope) }
        return try view(of: scope, records)
      }.compactMap { $0 }
    }
  }

  /// The snapshots that are kept, with what members have said about them.
  public func snapshots() throws -> [SnapshotView] {
    try database.writer.read { db in
      let records = ScopeRecords(db)
      return try records.scopes().compactMap { try view(of: $0, records) }
    }
  }

  /// Points out, to those who join, each kept snapshot that a member has witnessed.
  ///
  /// - Returns: All kept snapshots, as they are afterwards.
  /// - Throws: `SignedLogError` if a witness's signature does not verify.
  public func declareSnapshots() throws -> [SnapshotView] {
    try database.writer.write { db in
      let records = ScopeRecords(db)
      let scopes = try HubScopes(db, keys: keys)
      return try records.scopes().compactMap { scope in
        if let (snapshot, control) = try kept(scope, records) {
          let witnesses = try records.witnesses(of: snapshot.hash, in: scope)
          let isNew = scopes.isOwn(control) && !control.hasDeclared(snapshot.hash)
          if isNew, !witnesses.isEmpty {
            try scopes.declare(snapshot, witnesses: witnesses, in: scope)
          }
        }
        return try view(of: scope, records)
      }
    }
  }

  /// A snapshot that waits for witnesses, and who could be one.
  struct WitnessWanted {
    let scope: ScopeID
    let manifest: [UInt8]
    /// Members that stand where it does and have not answered.
    let members: [NodeID]
  }

  /// The kept snapshots at whose place this hub and some member still stand.
  func snapshotsToWitness() throws -> [WitnessWanted] {
    try database.writer.read { db in
      let scopes = try HubScopes(db, keys: keys)
      let records = scopes.records
      return try scopes.ownScopes().compactMap { scope in
        guard let (snapshot, control) = try kept(scope, records),
          !control.hasDeclared(snapshot.hash)
        else { return nil }
        let place = snapshot.frontier
        guard try records.frontier(of: scope) == place,
          Digest(snapshot.message.controlHash) == control.position.hash
        else { return nil }
        let given = Set(try records.witnesses(of: snapshot.hash, in: scope).map(\.node))
        let members = try control.members.keys.filter { node in
          guard node != scopes.hubNode, !given.contains(node) else { return false }
          return try records.known(to: node, in: scope, control).coversOthers(
            place, own: control.logs(of: node).map(\.logIndex))
        }
        return WitnessWanted(scope: scope, manifest: snapshot.bytes, members: members.sorted())
      }
    }
  }

  /// Whether a kept snapshot has as many witnesses as those who join want to see.
  func hasWitnessedSnapshots() throws -> Bool {
    try database.writer.read { db in
      let scopes = try HubScopes(db, keys: keys)
      return try scopes.ownScopes().contains { scope in
        guard let (snapshot, control) = try kept(scope, scopes.records),
          !control.hasDeclared(snapshot.hash)
        else { return false }
        let others = control.members.count - 1
        return try scopes.records.witnesses(of: snapshot.hash, in: scope).count >= min(2, others)
          && others > 0
      }
    }
  }

  private func kept(_ scope: ScopeID, _ records: ScopeRecords) throws
    -> (ScopeSnapshot, ControlState)?
  {
    guard let manifest = try records.keptSnapshot(of: scope) else { return nil }
    let control = try records.control(of: scope)
    return (try ScopeSnapshot(verifying: manifest, control: control), control)
  }

  private func view(of scope: ScopeID, _ records: ScopeRecords) throws -> SnapshotView? {
    guard let (snapshot, control) = try kept(scope, records) else { return nil }
    return SnapshotView(
      scope: control.genesis.name, hash: snapshot.hash.hex, rows: snapshot.message.rowCount,
      parts: snapshot.message.part.count,
      bytes: snapshot.message.part.reduce(0) { $0 + Int($1.length) },
      witnesses: try records.witnesses(of: snapshot.hash, in: scope)
        .map { control.reference(of: $0.node) }.sorted(),
      isDeclared: control.hasDeclared(snapshot.hash))
  }
}

extension ScopeSnapshot {
  /// What it covers.
  var frontier: VersionVector {
    VersionVector(
      logs.map {
        VersionVector.Entry(
          logIndex: $0.position.logIndex, counter: $0.position.head.counter)
      })
  }
}

extension VersionVector {
  /// Whether it reaches a place in all logs but some.
  fileprivate func coversOthers(_ place: VersionVector, own: [UInt32]) -> Bool {
    place.entries.allSatisfy { own.contains($0.logIndex) || self[$0.logIndex] >= $0.counter }
  }
}

extension ControlState {
  fileprivate func hasDeclared(_ hash: Digest) -> Bool {
    snapshots.contains { $0.declaration.manifestHash == hash }
  }
}

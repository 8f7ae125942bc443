internal import CausalHistory
internal import GRDB
public import HubStore
internal import ReplicaStore
public import SignedLogs
internal import SyncProtocol

extension HubService {
  /// When each release came that is in use.
  public func releaseArrivals() throws -> [ReleaseArrival] {
    try database.writer.read { try HubDatabase.releaseArrivals(in: $0) }
  }

  /// The references of the partnerships in each scope, in order.
  public func holders() throws -> [ScopeID: [String]] {
    let hub = try nodeID()
    return try database.writer.read { db in
      let records = ScopeRecords(db)
      var holders: [ScopeID: [String]] = [:]
      for scope in try records.scopes() {
        let control = try records.control(of: scope)
        holders[scope] = control.members.keys.filter { $0 != hub }
          .compactMap { control.nodes[$0]?.description.reference }.sorted()
      }
      return holders
    }
  }

  /// How many changes of each node are here, in all scopes together.
  public func recordsHeld() throws -> [NodeID: Int] {
    try database.writer.read { db in
      let records = ScopeRecords(db)
      var held: [NodeID: Int] = [:]
      for scope in try records.scopes() {
        let frontier = try records.frontier(of: scope)
        for log in try records.control(of: scope).logsInOrder {
          held[log.genesis.node, default: 0] += Int(frontier[log.logIndex])
        }
      }
      return held
    }
  }
}

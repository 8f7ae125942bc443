import CausalHistory
import Foundation
import GRDB
import HubService
import HubStore
import ReplicaStore
import SignedLogs
import Testing

/// The hub's replica, read beside the server that writes it.
struct HubReplica {
  private let database: HubDatabase

  init(_ region: TestRegion) throws {
    database = try HubService(home: HubHome(URL(filePath: region.hubHome))).database
  }

  /// The group's version vector, by partnership; logs without changes are left out.
  func vector() throws -> [String: Int] {
    try read { records in
      let group = try group(records)
      let control = try records.control(of: group)
      let frontier = try records.frontier(of: group)
      let held = control.logs.values.compactMap { log -> (String, Int)? in
        let count = Int(frontier[log.logIndex])
        let node = control.nodes[log.genesis.node]
        return count == 0 ? nil : node.map { ($0.description.reference, count) }
      }
      return Dictionary(held, uniquingKeysWith: +)
    }
  }

  /// What replicas of the group are compared by.
  func stateHash() throws -> String {
    try read { try $0.stateHash(of: try group($0)).hex }
  }

  /// The scope that a partnership shares with the hub alone.
  func pair(of reference: String) throws -> ScopeID {
    try read { records in
      let scope = try records.scopes().first {
        try records.control(of: $0).genesis.name == "\(reference) and hub"
      }
      return try #require(scope)
    }
  }

  /// The certificate of the region's authority, which is no secret.
  func authority() throws -> String {
    try read { records in
      try #require(try SettingsTable.value("authority-certificate", in: records.database))
    }
  }

  /// The group's commits: their hashes by name.
  func commits() throws -> [Dot: Digest] {
    try read { records in
      let group = try group(records)
      var found: [Dot: Digest] = [:]
      for log in try records.control(of: group).logsInOrder {
        try records.eachCommit(of: log.logIndex, in: group, after: 0) { found[$0.dot] = $0.hash }
      }
      return found
    }
  }

  func read<Value>(_ step: (ScopeRecords) throws -> Value) throws -> Value {
    try database.writer.read { try step(ScopeRecords($0)) }
  }

  private func group(_ records: ScopeRecords) throws -> ScopeID {
    try #require(
      try records.scopes().first { try records.control(of: $0).genesis.kind == .group })
  }
}

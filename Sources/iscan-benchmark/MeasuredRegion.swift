import Foundation
import GRDB
import HubService
import HubStore
import NodeService
import PartnershipRecords
import ReplicaStore
import SignedLogs
import SyncTransport

/// A real hub in a folder of its own, set up and joined by what the product's commands call.
struct MeasuredRegion {
  let hub: HubService

  /// Sets a hub up.
  ///
  /// - Parameters:
  ///   - folder: It holds no hub yet.
  ///   - port: Where nodes will call, on 127.0.0.1.
  /// - Throws: If the folder is taken or a key cannot be made.
  init(settingUp folder: URL, port: Int) throws {
    hub = try HubService.setUp(
      home: HubHome(folder), region: "North East England",
      address: try HubAddress("127.0.0.1:\(port)"))
  }

  /// Sets a node up in a folder and enrols it.
  func join(_ folder: URL, number: Int) throws {
    let partnership = try Self.partnership(number)
    let node = try NodeService.setUp(home: NodeHome(folder), partnership: partnership)
    let (request, fingerprint) = try node.answer(invitation: try hub.invite(partnership))
    _ = try node.accept(reply: try hub.accept(request: request, fingerprint: fingerprint))
  }

  /// The partnership of a number, from 0 to 17,575.
  static func partnership(_ number: Int) throws -> Partnership {
    let letters = [number / 676, number / 26 % 26, number % 26].map {
      Character(UnicodeScalar(UInt8(65 + $0)))
    }
    let digits = String(10_000_000 + number)
    guard let district = AreaCode("E\(digits)"),
      let partnership = Partnership(
        name: "Partnership \(number)", reference: String(letters), districts: [district])
    else { throw BenchmarkError.outcome("no partnership has number \(number)") }
    return partnership
  }

  /// The group that every node of the region is in.
  func group() throws -> ScopeID {
    let group = try hub.database.writer.read { db in
      let records = ScopeRecords(db)
      return try records.scopes().first { try records.control(of: $0).genesis.kind == .group }
    }
    guard let group else { throw BenchmarkError.outcome("the hub has no group") }
    return group
  }

  /// Admits the workload's twelve writers to the group, by its authority's key.
  func admitWriters() throws -> Writers {
    let scope = try group()
    let keys = try KeyFolder(path: hub.home.keys.path)
    let authority = try AuthorityKey(rawRepresentation: try keys.load("scope-authority"))
    return try hub.database.writer.write { db in
      let records = ScopeRecords(db)
      let before = try records.control(of: scope)
      var admitted = Admitted(before, by: authority)
      for place in 0..<Workload.writers {
        try admitted.add(IdentityKey.generate(), name: "Writer \(place + 1)", place: place)
      }
      try records.apply(
        control: admitted.records, first: before.sequence + 1, genesis: nil, of: scope)
      return Writers(scope: scope, control: admitted.author.state, keys: admitted.keys)
    }
  }
}

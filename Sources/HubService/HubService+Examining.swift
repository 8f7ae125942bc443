internal import Foundation
internal import GRDB
internal import HubStore
public import ReplicaStore
internal import SignedLogs
internal import SyncTransport

extension HubService {
  /// Looks at everything that the hub keeps of the region's scopes, and says what is wrong; changes
  /// nothing.
  ///
  /// The database's structure and references, every signature and chain in the logs, what they were
  /// folded into, and the private keys.
  ///
  /// - Returns: One sentence for each fault; empty if there is none.
  /// - Throws: If the database cannot be read at all.
  public func faults() throws -> [String] {
    let missing = [
      KeyName.identity, KeyName.transport, KeyName.certificateAuthority, KeyName.scopeAuthority,
    ].filter { !keys.contains($0) }.map {
      "The private key \($0) is missing from the key folder."
    }
    let found = try database.writer.read { db in
      let structure = try String.fetchAll(db, sql: "PRAGMA integrity_check(20)")
        .filter { $0 != "ok" }.map { "The database is damaged: \($0)." }
      let dangling = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").count
      let records = ScopeRecords(db)
      return structure
        + (dangling > 0 ? ["\(dangling) rows refer to others that are not there."] : [])
        + (try records.scopes().flatMap { try records.faults(of: $0) })
    }
    return missing + found
  }

  /// What a person at the hub must act on, the gravest first; empty on an ordinary day.
  public func attention() throws -> [Attention] {
    let standings = try standings().filter { $0.state == "member" }
    var latest: [String: SessionRecord] = [:]
    for (peer, session) in try sessions(limit: 1000) {
      if let peer, latest[peer] == nil { latest[peer] = session }
    }
    let refused = standings.compactMap { standing in
      latest[standing.reference].flatMap { Attention($0, with: standing.name) }
    }
    let void = standings.filter { $0.void > 0 }.map {
      Attention(
        .void, subject: $0.name, words: "\($0.void) changes of \($0.name) have no effect.",
        remedy: "See which with iscan sync log --void at the hub.")
    }
    let order = Attention.Kind.allCases
    return (refused + void).sorted {
      (order.firstIndex(of: $0.kind) ?? 0) < (order.firstIndex(of: $1.kind) ?? 0)
    }
  }
}

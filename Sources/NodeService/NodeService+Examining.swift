internal import SyncTransport
internal import Disclosure
internal import GRDB
internal import NodeStore
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs

extension NodeService {
  /// Looks at everything that this node keeps, and says what is wrong; changes nothing.
  ///
  /// The database's structure and references, the release ledger's chain, the bytes of each release
  /// against its ledger entry, the private keys, every signature and chain in the logs, what the
  /// logs were folded into, and whether the database is older than what was sent.
  ///
  /// - Returns: One sentence for each fault; empty if there is none.
  /// - Throws: If the database cannot be read at all.
  public func faults() throws -> [String] {
    try structureFaults() + releaseFaults() + logFaults()
  }

  private func structureFaults() throws -> [String] {
    try database.pool.read { db in
      let structure = try String.fetchAll(db, sql: "PRAGMA integrity_check(20)")
        .filter { $0 != "ok" }.map { "The database is damaged: \($0)." }
      let dangling = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").count
      return structure
        + (dangling > 0
          ? ["\(counted(dangling, "row refers", "rows refer")) to others that are not there."] : [])
    }
  }

  private func releaseFaults() throws -> [String] {
    let ledger: LedgerState
    do {
      ledger = try database.releaseLedger()
    } catch let error as DisclosureError {
      return ["The release ledger is broken: \(error.detail)"]
    }
    return ledger.releases.compactMap { record in
      do {
        guard try database.holdsMeasurement(of: record) else {
          return "The stored figures of \(record.release) are not those that the ledger names."
        }
        return nil
      } catch {
        return "The stored figures of \(record.release) cannot be read."
      }
    }
  }

  private func logFaults() throws -> [String] {
    try read { records in
      var faults: [String] = []
      for scope in try records.scopes() {
        faults += try records.faults(of: scope)
        guard faults.isEmpty else { continue }
        if let own = try records.ownLog(in: scope), !keys.contains(own.keyName) {
          faults.append("The private key \(own.keyName) is missing from the key folder.")
        }
        do {
          try checkMark(scope, records)
        } catch let error as ReplicaError {
          faults.append(error.detail)
        }
      }
      return faults
    }
  }
}

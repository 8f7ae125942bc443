internal import CausalHistory
internal import Foundation
public import GRDB
internal import SignedLogs

// What a log repeats is asked long after: an older copy of its database may come back with what was
// lost once. So of repeats whose bytes are let go of the hashes stay.
extension ScopeRecords {
  /// Keeps what commits repeat that are about to be let go of. All of them count.
  func keepRepeats(through frontier: VersionVector, of scope: ScopeID, _ control: ControlState)
    throws
  {
    let key = try requiredKey(of: scope)
    for entry in frontier.entries {
      // Only who lost something repeats it.
      guard let node = control.logs[entry.logIndex]?.genesis.node,
        control.logs(of: node).contains(where: { $0.cut != nil })
      else { continue }
      let floor = try floor(of: entry.logIndex, in: scope)
      try eachCommit(of: entry.logIndex, in: scope, after: floor) { commit in
        guard commit.dot.counter <= entry.counter, let original = commit.reissueOf?.hash else {
          return
        }
        try db.execute(
          sql: "INSERT OR IGNORE INTO repeatLetGo VALUES (?, ?, ?, ?, ?)",
          arguments: [
            key, commit.dot.logIndex, stored(commit.dot.counter), Data(commit.hash.bytes),
            Data(original.bytes),
          ])
      }
    }
  }

  /// The repeats of a log whose bytes were let go of, in order.
  func repeatsLetGo(of logIndex: UInt32, in scope: ScopeID) throws -> [NotedRepeat] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT counter, hash, original FROM repeatLetGo WHERE scope = ? AND logIndex = ? ORDER BY counter
        """, arguments: [requiredKey(of: scope), logIndex])
    return try rows.map { row in
      let counter: Int64 = row["counter"]
      guard let hash = Digest(bytes(row["hash"])), let original = Digest(bytes(row["original"]))
      else {
        throw ReplicaError.storedRecordDamaged(table: "repeatLetGo")
      }
      return NotedRepeat(
        dot: Dot(logIndex: logIndex, counter: UInt64(clamping: counter)), hash: hash,
        original: original)
    }
  }

  /// Up to where the bytes of a log were let go of.
  func floor(of logIndex: UInt32, in scope: ScopeID) throws -> UInt64 {
    try LogPositions(db: db, scope: requiredKey(of: scope)).floor(of: logIndex)?.counter ?? 0
  }
}

extension LogTables {
  /// What a node needs that repeats what its logs lost; a migration calls it once.
  public static func createRepeating(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE logToCompare (  -- what waits in the own log is not offered to anybody yet
          scope INTEGER NOT NULL PRIMARY KEY REFERENCES scope
        ) STRICT;

        CREATE TABLE repeatLetGo (   -- repeats whose bytes are gone
          scope    INTEGER NOT NULL REFERENCES scope,
          logIndex INTEGER NOT NULL CHECK (logIndex >= 1),
          counter  INTEGER NOT NULL CHECK (counter >= 1),
          hash     BLOB NOT NULL,    -- of the log with the repeat
          original BLOB NOT NULL,    -- of the log with the commit that it repeats
          PRIMARY KEY (scope, logIndex, counter)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE disputedBase (  -- where a log stood before what a verdict set aside
          scope    INTEGER NOT NULL REFERENCES scope,
          logIndex INTEGER NOT NULL CHECK (logIndex >= 1),
          counter  INTEGER NOT NULL CHECK (counter >= 0),
          position BLOB NOT NULL,
          PRIMARY KEY (scope, logIndex)
        ) STRICT, WITHOUT ROWID;
        """)
  }
}

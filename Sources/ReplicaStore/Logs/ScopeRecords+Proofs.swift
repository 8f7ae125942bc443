internal import CausalHistory
internal import Foundation
public import GRDB
internal import ProtocolMessages
public import SignedLogs
internal import SwiftProtobuf
public import SyncProtocol

extension LogTables {
  /// Proofs that a log was continued in two ways; a migration calls it once.
  public static func createProofs(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE forkProof (
          scope    INTEGER NOT NULL REFERENCES scope,
          logIndex INTEGER NOT NULL,
          proof    BLOB NOT NULL,  -- `ForkProof`
          PRIMARY KEY (scope, logIndex)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE controlDispute (
          scope    INTEGER NOT NULL PRIMARY KEY REFERENCES scope,
          sequence INTEGER NOT NULL,
          first    BLOB NOT NULL,  -- `SignedBytes`
          second   BLOB NOT NULL
        ) STRICT;
        -- What members have said: that they erased a scope or a payload, that a snapshot is right.
        CREATE TABLE memberWord (
          scope     INTEGER NOT NULL REFERENCES scope,
          node      BLOB NOT NULL,
          kind      TEXT NOT NULL CHECK (kind IN ('purged', 'redacted', 'witness')),
          subject   BLOB NOT NULL,    -- nothing; the commit's log and counter; the manifest's hash
          statedAt  INTEGER,          -- milliseconds since 1970 by the member's clock
          signature BLOB NOT NULL,    -- empty: unsigned, or the member found another snapshot
          PRIMARY KEY (scope, node, kind, subject)
        ) STRICT, WITHOUT ROWID
        """)
  }
}

extension ScopeRecords {
  /// Keeps a proof; of one log the first that came is enough.
  public func keep(_ evidence: SessionEvidence) throws {
    switch evidence {
    case .fork(let scope, let proof):
      let content: Data = try proof.proof.message.serializedData()
      try db.execute(
        sql: "INSERT OR IGNORE INTO forkProof VALUES (?, ?, ?)",
        arguments: [try requiredKey(of: scope), proof.proof.logIndex, content])
    case .forkPlace(let scope, let logIndex, let place):
      let known = try forkPlace(of: logIndex, in: scope)
      let merged = known?.merged(with: place) ?? place
      try SettingsTable.set(
        Self.setting(scope, logIndex), to: "\(merged.common) \(merged.parted)", in: db)
    case .purged(let scope, let node, let at, let signature):
      try keep(word: "purged", of: node, in: scope, subject: Data(), at: at, signature)
    case .redacted(let scope, let node, let dots):
      for dot in dots {
        let subject = Data("\(dot.logIndex).\(dot.counter)".utf8)
        try keep(word: "redacted", of: node, in: scope, subject: subject, at: nil, [])
      }
    case .witness(let scope, let hash, let node, let witness):
      try keep(
        word: "witness", of: node, in: scope, subject: Data(hash.bytes), at: nil,
        witness?.signature ?? [])
    case .dispute(let dispute):
      let contents: [Data] = try [dispute.first, dispute.second].map {
        try $0.message.serializedData()
      }
      try db.execute(
        sql: "INSERT OR IGNORE INTO controlDispute VALUES (?, ?, ?, ?)",
        arguments: [
          try requiredKey(of: dispute.scope), stored(dispute.sequence), contents[0], contents[1],
        ])
    }
  }

  private func keep(
    word kind: String, of node: NodeID, in scope: ScopeID, subject: Data, at: UInt64?,
    _ signature: [UInt8]
  ) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO memberWord VALUES (?, ?, ?, ?, ?, ?)",
      arguments: [
        try requiredKey(of: scope), Data(node.bytes), kind, subject, at.map(stored),
        Data(signature),
      ])
  }

  private static func setting(_ scope: ScopeID, _ logIndex: UInt32) -> String {
    "fork-place-\(scope.hex)-\(logIndex)"
  }

  /// The scopes of which a proof is here that a log was continued in two ways.
  public func scopesWithForks() throws -> [ScopeID] {
    try Data.fetchAll(
      db,
      sql: """
        SELECT scopeID FROM scope WHERE key IN (SELECT scope FROM forkProof) ORDER BY scopeID
        """
    ).compactMap { ScopeID($0) }
  }

  /// Between which places the two histories of a forked log part; `nil` if nothing is known of it.
  public func forkPlace(of logIndex: UInt32, in scope: ScopeID) throws -> ForkPlace? {
    let kept = try SettingsTable.value(Self.setting(scope, logIndex), in: db)
    let numbers = (kept ?? "").split(separator: " ").compactMap { UInt64($0) }
    return numbers.count == 2 ? ForkPlace(common: numbers[0], parted: numbers[1]) : nil
  }

  /// Forgets what a verdict has settled; if the log parts once more, further back, that has its own proof.
  func forgetForkProof(of logIndex: UInt32, _ key: Int64, in scope: ScopeID) throws {
    guard try db.tableExists("forkProof") else { return }
    try db.execute(
      sql: "DELETE FROM forkProof WHERE scope = ? AND logIndex = ?", arguments: [key, logIndex])
    try SettingsTable.set(Self.setting(scope, logIndex), to: "", in: db)
  }

  /// The proofs that logs of a scope were continued in two ways, by log.
  public func forkProofs(in scope: ScopeID) throws -> [UInt32: ForkProof] {
    let rows = try Row.fetchAll(
      db, sql: "SELECT logIndex, proof FROM forkProof WHERE scope = ?",
      arguments: [try requiredKey(of: scope)])
    var proofs: [UInt32: ForkProof] = [:]
    for row in rows {
      let content: Data = row["proof"]
      proofs[row["logIndex"]] = try ForkProof(Iscan_Sync_V1_ForkProof(serializedBytes: content))
    }
    return proofs
  }

  /// What can be shown for this replica's history of a log at one place.
  ///
  /// - Parameters:
  ///   - scope: The scope.
  ///   - logIndex: The log.
  ///   - counter: The place.
  /// - Returns: Nothing if the log does not reach so far here, if its bytes were let go of there, or
  ///   if no seal within ``SyncLimits/linksShown`` commits stands over the place.
  /// - Throws: ``ReplicaError``; `DatabaseError`.
  public func evidence(of scope: ScopeID, logIndex: UInt32, at counter: UInt64) throws
    -> LogEvidence?
  {
    guard let last = try positions(of: scope)[logIndex]?.head.counter, last >= counter,
      let log = try control(of: scope).logs[logIndex]
    else { return nil }
    // Below the commits that are here nothing can be shown.
    var head = try LogSegments(db: db, scope: requiredKey(of: scope)).start(of: log).head
    guard counter > head.counter else { return nil }
    var hash: Digest?
    var links: [ChainLink] = []
    while head.counter < last {
      let request = LoadRequest.run(
        scope, logIndex: logIndex, first: head.counter + 1, last: last, limit: 256,
        byteLimit: .max)
      guard case .run(_, _, _, let commits, let seals)? = try load(request) else { return nil }
      let sealed = Dictionary(seals.map { ($0.counter, $0) }) { first, _ in first }
      for commit in commits {
        let digest = commit.payloadDigest
        head = head.appending(header: commit.header, payloadDigest: digest)
        if head.counter == counter {
          hash = head.hash
        } else if hash != nil {
          links.append(ChainLink(header: commit.header, payloadDigest: digest))
        }
        guard let hash else { continue }
        if let seal = sealed[head.counter] {
          return LogEvidence(counter: counter, hash: hash, seal: seal, links: links)
        }
        if links.count >= SyncLimits.linksShown { return nil }
      }
    }
    return nil
  }
}

extension ScopeRecords {
  /// How many parts of a snapshot are here, from the first on without a gap.
  func partsKept(of hash: Digest, in scope: ScopeID) throws -> Int {
    try Int.fetchOne(
      db,
      sql: "SELECT coalesce(max(place), -1) + 1 FROM snapshotPart WHERE scope = ? AND hash = ?",
      arguments: [try requiredKey(of: scope), Data(hash.bytes)]) ?? 0
  }
}

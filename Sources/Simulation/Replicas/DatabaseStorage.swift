import CausalHistory
import GRDB
import PartnershipRecords
import ReplicaStore
import SignedLogs
import SyncProtocol

import struct Foundation.Data
import struct Foundation.Date

/// The product's own store, on a disk that can be told to fail.
final class DatabaseStorage: ScopeStorage {
  private let place: Int
  private let disk: SimulatedDisk
  private let number: Int
  private var queue: DatabaseQueue?
  private var faults = SimulatedDisk.Faults()

  /// - Parameters:
  ///   - place: The replica's.
  ///   - disk: Empty.
  ///   - faults: What goes wrong once the store is armed.
  /// - Throws: ``StorageFault`` if SQLite refuses the disk.
  init(place: Int, disk: SimulatedDisk, faults: SimulatedDisk.Faults) throws {
    guard SimulatedFileSystem.register() else {
      throw StorageFault.disk(place, "the file system could not be registered")
    }
    self.place = place
    self.disk = disk
    number = DiskRegistry.add(disk)
    let tables = try open()
    try tables.write { db in
      try SettingsTable.create(db)
      try LogTables.createToday(db)
    }
    self.faults = faults
  }

  func arm() { disk.faults = faults }

  deinit {
    try? queue?.close()
    DiskRegistry.remove(number)
  }

  private func open() throws -> DatabaseQueue {
    if let queue { return queue }
    var configuration = Configuration()
    configuration.foreignKeysEnabled = true
    configuration.journalMode = .wal
    configuration.prepareDatabase { try LogTables.prepare($0) }
    let path = "file:/disk-\(number)/node.sqlite?vfs=\(SimulatedFileSystem.name)"
    let opened = try DatabaseQueue(path: path, configuration: configuration)
    // As the product opens its database.
    try opened.writeWithoutTransaction { try LogTables.makeDurable($0) }
    queue = opened
    return opened
  }

  private func translate<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as DatabaseError {
      throw StorageFault.disk(place, "SQLite code \(error.extendedResultCode.rawValue)")
    } catch let error as ReplicaError {
      switch error {
      case .logNotAdmitted, .logEnded: throw StorageFault.mayNotWrite(error.code)
      default: throw StorageFault.disk(place, error.code)
      }
    }
  }

  private func read<Value>(_ body: (ScopeRecords) throws -> Value) throws -> Value {
    // There is one connection, and nobody writes meanwhile: no transaction is needed.
    try translate { try open().unsafeRead { try body(ScopeRecords($0)) } }
  }

  private func write<Value>(_ body: (ScopeRecords) throws -> Value) throws -> Value {
    try translate { try open().write { try body(ScopeRecords($0)) } }
  }

  // MARK: ScopeStorage

  func scopes() throws -> [ScopeID] { try read { try $0.scopes() } }

  func control(of scope: ScopeID) throws -> ControlState { try read { try $0.control(of: scope) } }

  func positions(of scope: ScopeID) throws -> [UInt32: LogPosition] {
    try read { try $0.positions(of: scope) }
  }

  func ownLog(in scope: ScopeID) throws -> OwnLogEntry? {
    guard let own = try read({ try $0.ownLog(in: scope) }) else { return nil }
    return OwnLogEntry(log: own.log, genesis: own.genesis)
  }

  func standing(of scope: ScopeID, access: ScopeAccess) throws -> ScopeStanding {
    try read { try $0.standing(of: scope, access: access) }
  }

  func begin(_ genesis: VerifiedLogGenesis) throws {
    try write { records in
      try records.database.execute(
        sql: "DELETE FROM ownLog WHERE scope = (SELECT key FROM scope WHERE scopeID = ?)",
        arguments: [Data(genesis.scope.bytes)])
      try records.begin(genesis, keyName: genesis.log.hex)
    }
  }

  func beginAgain(_ genesis: VerifiedLogGenesis, key: LogKey, written: inout [VerifiedCommit])
    throws
  {
    var moved: [VerifiedCommit] = []
    defer { written = moved }
    try write { records in
      try records.beginAgain(genesis, keyName: genesis.log.hex, logKey: key)
      moved = try Self.waiting(records, in: genesis.scope)
    }
  }

  func waitingHead(in scope: ScopeID) throws -> LogHead? {
    try read { records in
      let log = try records.unadmittedLog(in: scope, records.control(of: scope))
      return log.flatMap { $0.position.head.counter > 0 ? $0.position.head : nil }
    }
  }

  func compareFirst(in scope: ScopeID) throws { try write { try $0.compareFirst(in: scope) } }

  func isToBeCompared(in scope: ScopeID) throws -> Bool {
    try read { try $0.isToBeCompared(in: scope) }
  }

  func leaveOutWhatStands(
    _ genesis: VerifiedLogGenesis, key: LogKey, salt: () -> [UInt8],
    written: inout [VerifiedCommit]
  ) throws {
    var kept: [VerifiedCommit] = []
    defer { written = kept }
    try write { records in
      _ = try records.leaveOutWhatStands(
        in: genesis.scope, genesis: genesis, keyName: genesis.log.hex, logKey: key, salt: salt)
      kept = try Self.waiting(records, in: genesis.scope)
    }
  }

  func orphanedLog(of node: NodeID, in scope: ScopeID) throws -> UInt32? {
    try read { records in
      try records.control(of: scope).logs(of: node).first {
        try $0.cut != nil && records.hasOrphans(of: $0.logIndex, in: scope)
      }?.logIndex
    }
  }

  func goOn(
    with genesis: VerifiedLogGenesis, repeating lost: UInt32, key: LogKey, salt: () -> [UInt8],
    written: inout [VerifiedCommit]
  ) throws {
    var repeats: [VerifiedCommit] = []
    defer { written = repeats }
    try write { records in
      let scope = genesis.scope
      if let own = try records.ownLog(in: scope),
        try records.control(of: scope).logIndex(of: own.log) == nil
      {
        try records.beginAgain(genesis, keyName: genesis.log.hex, logKey: key)
      } else {
        try records.goOn(with: genesis, keyName: genesis.log.hex)
      }
      _ = try records.repeatOrphans(of: lost, in: scope, salt: salt, key: { _ in key })
      repeats = try Self.waiting(records, in: scope)
    }
  }

  private static func waiting(_ records: ScopeRecords, in scope: ScopeID) throws
    -> [VerifiedCommit]
  {
    var commits: [VerifiedCommit] = []
    try records.eachCommit(of: 0, in: scope, after: 0) { commits.append($0) }
    return commits
  }

  func found(_ genesis: VerifiedScopeGenesis) throws {
    try write {
      try $0.apply(control: [], first: 1, genesis: genesis.signed, of: genesis.scope)
    }
  }

  func load(_ request: LoadRequest) throws -> LoadedContent {
    guard let content = try read({ try $0.load(request) }) else {
      throw StorageFault.disk(place, "nothing to load")
    }
    return content
  }

  func apply(
    control records: [SignedContent], first: UInt64, genesis: SignedContent?, of scope: ScopeID
  ) throws {
    try write { try $0.apply(control: records, first: first, genesis: genesis, of: scope) }
  }

  func apply(_ runs: [VerifiedRun], to scope: ScopeID, now: UInt64) throws {
    try write { records in
      try records.apply(runs, to: scope)
      for run in runs { try records.merge(times: run, now: now) }
    }
  }

  func write(
    in scope: ScopeID, by actor: Actor, now: UInt64, salt: [UInt8], key: LogKey,
    claiming record: Digest?, operations: (ObjectID) throws -> [ShareableOperation]
  ) throws -> VerifiedCommit {
    var written: VerifiedCommit?
    do {
      return try write { records in
        let commit = try records.write(
          in: scope, by: actor, now: now, salt: salt, key: { _ in key }, operations: operations
        ).commit
        written = commit
        return commit
      }
    } catch StorageFault.disk(let place, let reason) {
      // A transaction that could not be finished may still be there after the next start.
      throw written.map { StorageFault.uncertain(place, $0) } ?? .disk(place, reason)
    }
  }

  func keep(_ receipt: ReceiptRecord) throws { try write { try $0.keep(receipt) } }

  func keep(carried receipt: ReceiptRecord) throws { try write { try $0.keep(carried: receipt) } }

  func receipt(for scope: ScopeID) throws -> ReceiptRecord? {
    try read { try $0.receipt(for: scope) }
  }

  func objects(of scope: ScopeID) throws -> [ObjectState] {
    try read { records in
      try records.objects(kind: SimulatedTask.kind, in: scope).map(\.state)
    }.sorted { $0.id < $1.id }
  }

  func object(_ id: ObjectID, of scope: ScopeID) throws -> ObjectState? {
    try read { try $0.object(id, in: scope) }
  }

  func void(of scope: ScopeID) throws -> [Dot: String] {
    try read { records in
      let rows = try Row.fetchAll(
        records.database,
        sql: """
          SELECT logIndex, counter, reason FROM voidCommit
          WHERE scope = (SELECT key FROM scope WHERE scopeID = ?)
          """, arguments: [Data(scope.bytes)])
      return Dictionary(
        uniqueKeysWithValues: rows.map { row in
          let counter: Int64 = row["counter"]
          return (Dot(logIndex: row["logIndex"], counter: UInt64(counter)), row["reason"])
        })
    }
  }

  func stateHash(of scope: ScopeID) throws -> Digest {
    try read { try $0.stateHash(of: scope) }
  }

  func commits(of logIndex: UInt32, in scope: ScopeID) throws -> ([UnverifiedCommit], [Seal]) {
    let content = try load(
      .run(
        scope, logIndex: logIndex, first: 1, last: .max, limit: .max, byteLimit: .max))
    guard case .run(_, _, _, let commits, let seals) = content else { return ([], []) }
    return (commits, seals)
  }

  func hasSetAside(_ commit: StatedPosition, in scope: ScopeID) throws -> Bool {
    try read { records in
      let hashes = try Data.fetchAll(
        records.database,
        sql: """
          SELECT hash FROM disputedCommit
          WHERE scope = (SELECT key FROM scope WHERE scopeID = ?) AND logIndex = ? AND counter = ?
          """,
        arguments: [Data(scope.bytes), commit.logIndex, Int64(clamping: commit.counter)])
      return hashes.contains { $0.starts(with: commit.hashPrefix) }
    }
  }

  func keep(acknowledged positions: [StatedPosition], by peer: NodeID, of scope: ScopeID) throws {
    guard try !read({ try $0.isKept(acknowledged: positions, by: peer, of: scope) }) else { return }
    try write { try $0.keep(acknowledged: positions, by: peer, of: scope) }
  }

  func stableFrontier(of members: [NodeID], in scope: ScopeID) throws -> VersionVector {
    try read { try $0.stableFrontier(of: members, in: scope) }
  }

  /// - Returns: Whether it let go.
  func trim(to frontier: VersionVector, of scope: ScopeID) throws -> Bool {
    try write { try $0.trim(to: frontier, of: scope) }
  }

  func readsAll(of scope: ScopeID) throws -> Bool { try read { try $0.readsAll(of: scope) } }

  /// Makes a snapshot; keeps it for those who join, if they come here.
  func snapshot(of scope: ScopeID, isKept: Bool) throws -> ScopeSnapshot {
    try write { try isKept ? $0.keepSnapshot(of: scope) : $0.makeSnapshot(of: scope) }
  }

  func keep(part: [UInt8], at place: Int, of snapshot: ScopeSnapshot, in scope: ScopeID) throws {
    try write { records in
      _ = try records.begin(snapshot, of: scope)
      try records.keep(part: part, at: place, of: snapshot, in: scope)
    }
  }

  /// - Returns: Where the logs stand with it, or why it was refused; then nothing has changed.
  func install(_ snapshot: ScopeSnapshot, in scope: ScopeID) throws -> (
    positions: [UInt32: LogPosition]?, reason: String
  ) {
    do {
      let positions = try write { records in
        _ = try records.begin(snapshot, of: scope)
        try records.install(snapshot, in: scope)
        return try records.positions(of: scope)
      }
      return (positions, "")
    } catch SyncError.snapshotRefused(let reason) {
      return (nil, reason)
    }
  }

  func erase(at now: UInt64) {
    guard let queue else { return }
    // As the product does: it is tried again with the next occasion.
    _ = try? Erasures.finish(in: queue, now: Self.date(now))
  }

  /// The hub was told of what was erased before a session began.
  func noteErasuresTold(before start: UInt64, at now: UInt64) throws {
    try write { try $0.noteErasuresTold(before: Self.date(start), at: Self.date(now)) }
  }

  func keep(_ evidence: SessionEvidence) throws { try write { try $0.keep(evidence) } }

  private static func date(_ milliseconds: UInt64) -> Date {
    Date(timeIntervalSince1970: Double(milliseconds) / 1000)
  }

  func erased(in scope: ScopeID) throws -> [Dot] { try read { try $0.erasedCommits(of: scope) } }

  func contains(_ bytes: [UInt8]) -> Bool { disk.contains(bytes) }

  // MARK: Releases

  func beginLater() {}

  func upgrade() throws { try write { try $0.foldAnew() } }

  /// The store is the product's, which is release N−1.
  var readsLater: Bool { false }

  // MARK: What befalls it

  func image() throws -> StorageImage { .disk(disk.image) }

  func restore(_ image: StorageImage) throws {
    guard case .disk(let copy) = image else { return }
    try? queue?.close()
    queue = nil
    // The copy may be another machine's, whose files have other paths.
    let own = copy.files.map { path, bytes in
      ("/disk-\(number)/" + (path.split(separator: "/").last ?? ""), bytes)
    }
    disk.restore(DiskImage(files: Dictionary(uniqueKeysWithValues: own)))
    _ = try translate { try open() }
  }

  func crash() throws {
    // The process is gone: nothing is written when its connection goes.
    disk.stopsAfter = 0
    try? disk.truncate("", 0)
    try? queue?.close()
    queue = nil
    disk.powerCut()
  }

  func withoutFaults<Value>(_ body: () throws -> Value) rethrows -> Value {
    disk.faults = SimulatedDisk.Faults()
    let left = disk.stopsAfter
    disk.stopsAfter = nil
    defer {
      disk.faults = faults
      disk.stopsAfter = left
    }
    return try body()
  }

  func heal() {
    faults = SimulatedDisk.Faults()
    disk.faults = faults
    disk.stopsAfter = nil
  }

  var hasStopped: Bool { disk.hasStopped }

  func stop(afterWrites count: Int) { disk.stopsAfter = count }

  /// Faults of the disk that struck, by name.
  var strikes: [String: Int] { disk.strikes }
}

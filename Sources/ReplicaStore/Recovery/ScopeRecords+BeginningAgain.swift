internal import CausalHistory
internal import Foundation
internal import GRDB
public import SignedLogs
internal import SyncProtocol

// What a copied or restored machine wrote to a log that is not admitted gets another beginning. A copy
// of the machine may have had the same commits admitted before: so they are compared with what others
// have of this node's logs, before they are shown to anybody.
extension ScopeRecords {
  /// Whether the own log waits to be admitted under a number that another log of its node has: two
  /// copies of one machine began their next logs at the same time.
  public func isIncarnationUsed(of node: NodeID, in scope: ScopeID) throws -> Bool {
    let control = try control(of: scope)
    guard let own = try ownLog(in: scope), control.logIndex(of: own.log) == nil,
      let identity = control.nodes[node]?.description.identityKey
    else { return false }
    let genesis = try VerifiedLogGenesis(verifying: own.genesis, identityKey: identity)
    return control.logs(of: node).contains { $0.genesis.incarnation >= genesis.incarnation }
  }

  /// Gives the own log that waits to be admitted another beginning. Its commits stay as they are,
  /// byte for byte: nobody else has seen them. Only the chain and the seals over them are new.
  ///
  /// They are not offered to anybody before
  /// ``leaveOutWhatStands(in:genesis:keyName:logKey:salt:)``.
  ///
  /// - Parameters:
  ///   - genesis: The new beginning; its private key is kept first.
  ///   - keyName: What the private key is called.
  ///   - logKey: The private key.
  /// - Throws: `DatabaseError`; `SignedLogError` if a stored commit was changed on disk.
  public func beginAgain(_ genesis: VerifiedLogGenesis, keyName: String, logKey: LogKey) throws {
    let written = try waitingCommits(in: genesis.scope)
    try clearWaiting(in: genesis.scope)
    try goOn(with: genesis, keyName: keyName)
    guard !written.isEmpty else { return }
    let scope = try requiredKey(of: genesis.scope)
    let start = LogPosition.start(logIndex: 0, logID: genesis.log)
    var appender = SegmentAppender(at: start, in: LogSegments(db: db, scope: scope))
    for commit in try readStored(from: start, commits: written.map(\.bytes)) {
      try appender.append(commit)
      appender.append(try seal(commit.head, with: logKey))
    }
    try appender.write()
    try LogPositions(db: db, scope: scope).keep(appender.position)
    try compareFirst(in: genesis.scope)
  }

  /// Notes that what waits to be admitted has to be compared first.
  public func compareFirst(in scope: ScopeID) throws {
    guard try hasWaiting(in: scope) else { return }
    try db.execute(
      sql: "INSERT OR IGNORE INTO logToCompare VALUES (?)", arguments: [requiredKey(of: scope)])
  }

  /// Whether what waits to be admitted has to be compared first with what others have of this node's
  /// logs.
  public func isToBeCompared(in scope: ScopeID) throws -> Bool {
    guard try hasWaiting(in: scope) else { return false }
    return try Bool.fetchOne(
      db, sql: "SELECT EXISTS (SELECT 1 FROM logToCompare WHERE scope = ?)",
      arguments: [requiredKey(of: scope)]) ?? false
  }

  /// Leaves out of the log that waits to be admitted what stands in another log of this node's
  /// already: a copy of this machine had it admitted. What was built on it names it there.
  ///
  /// - Parameters:
  ///   - scope: The scope. Everything that others have of this node's logs has been fetched.
  ///   - genesis: Another beginning, used if anything is left out; its private key is kept first.
  ///   - keyName: What the private key is called.
  ///   - logKey: The private key.
  ///   - salt: Gives 16 random bytes.
  /// - Returns: How many commits were left out.
  /// - Throws: `DatabaseError`; `SignedLogError` if a stored commit was changed on disk.
  public func leaveOutWhatStands(
    in scope: ScopeID, genesis: VerifiedLogGenesis, keyName: String, logKey: LogKey,
    salt: () -> [UInt8]
  ) throws -> Int {
    let control = try control(of: scope)
    let waiting = try waitingCommits(in: scope)
    let elsewhere = try standing(waiting, of: genesis.node, in: scope, control)
    guard !elsewhere.isEmpty else {
      try noteCompared(scope)
      return 0
    }
    try forget(waiting, in: scope, control)
    try goOn(with: genesis, keyName: keyName)
    var author = CommitAuthor(position: .start(logIndex: 0, logID: genesis.log))
    var writer = try ScopeWriter(self, scope: try requiredKey(of: scope), control: control)
    var places = elsewhere
    for commit in waiting where elsewhere[commit.dot.counter] == nil {
      let again = try author.writeAgain(
        commit, places: places, salt: commit.bytes.salt.isEmpty ? [] : salt())
      places[commit.dot.counter] = again.dot
      _ = try writer.append(again)
      writer.append(try seal(again.head, with: logKey), of: 0)
    }
    try writer.write()
    return elsewhere.count
  }

  /// Where waiting commits stand in other logs of their node, by their counters.
  private func standing(
    _ waiting: [VerifiedCommit], of node: NodeID, in scope: ScopeID, _ control: ControlState
  ) throws -> [UInt64: Dot] {
    let repeats = try repeats(by: node, in: scope, control, withWaiting: false)
    var copies: [Digest: Dot] = [:]
    for log in control.logs(of: node) {
      let floor = try floor(of: log.logIndex, in: scope)
      try eachCommit(of: log.logIndex, in: scope, after: floor) { commit in
        let counts = control.counted(commit.dot.counter, of: log.logIndex) == commit.dot.counter
        guard let place = counts ? commit.dot : repeats.place(of: commit) else { return }
        let content = commit.content { Dot(logIndex: log.logIndex, counter: $0) }
        // Of several the first stands: what was built on it names it.
        for digest in [commit.payload, content] where copies[digest] == nil {
          copies[digest] = place
        }
      }
    }
    var standing: [UInt64: Dot] = [:]
    for commit in waiting {
      standing[commit.dot.counter] =
        repeats.place(of: commit) ?? copies[commit.payload]
        ?? copies[commit.content { standing[$0] }]
    }
    return standing
  }

  private func hasWaiting(in scope: ScopeID) throws -> Bool {
    try unadmittedLog(in: scope, control(of: scope))?.position.head.counter ?? 0 > 0
  }

  private func waitingCommits(in scope: ScopeID) throws -> [VerifiedCommit] {
    var commits: [VerifiedCommit] = []
    try eachCommit(of: 0, in: scope, after: 0) { commits.append($0) }
    return commits
  }

  /// Takes waiting commits, and what they became, out of the scope.
  private func forget(
    _ waiting: [VerifiedCommit], in scopeID: ScopeID, _ control: ControlState
  ) throws {
    let scope = try requiredKey(of: scopeID)
    var objects: Set<ObjectID> = []
    for commit in waiting {
      for object in commit.objects {
        try forget(object, commit.dot, scope)
        if object.logIndex > 0 { objects.insert(object) }
      }
      try VoidCommits(db: db, scope: scope).keep(nil, of: commit.dot)
    }
    try clearWaiting(in: scopeID)
    try ObjectIndex(db: db, scope: scope).settle()
    var reader = HistoryReader(db: db, scope: scope, control: control)
    for object in objects.sorted() { try refold(object, with: &reader) }
  }

  private func clearWaiting(in scope: ScopeID) throws {
    let key = try requiredKey(of: scope)
    try db.execute(
      sql: "DELETE FROM logSegment WHERE scope = ? AND logIndex = 0", arguments: [key])
    try LogPositions(db: db, scope: key).remove(0)
    try noteCompared(scope)
  }

  private func noteCompared(_ scope: ScopeID) throws {
    try db.execute(
      sql: "DELETE FROM logToCompare WHERE scope = ?", arguments: [try requiredKey(of: scope)])
  }
}

extension VerifiedCommit {
  /// The bytes of what it says, by whom, when; also of one that was withdrawn since.
  fileprivate var payload: Digest {
    Digest(hashing: bytes.payloadDigest.bytes + Array("\(hybridTime.rawValue) \(actor)".utf8))
  }
}

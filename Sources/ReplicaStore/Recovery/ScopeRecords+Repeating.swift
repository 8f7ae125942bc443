internal import CausalHistory
internal import GRDB
public import SignedLogs
internal import SyncProtocol

// Commits that this machine made and their log could not keep, since it was continued in two ways or
// ended: they are written again in the log that follows it.
extension ScopeRecords {
  /// Whether the authority has ended the own log in a scope, so that nothing written to it counts.
  public func hasOwnLogEnded(in scope: ScopeID) throws -> Bool {
    guard let own = try ownLogPosition(in: scope) else { return false }
    return try control(of: scope).logs[own.logIndex]?.cut != nil
  }

  /// Whether commits of an ended log of this machine's do not count there, and are repeated nowhere.
  ///
  /// - Parameters:
  ///   - logIndex: The log.
  ///   - scope: Its scope.
  /// - Returns: `false` for a log that has not ended.
  /// - Throws: ``ReplicaError``; `SignedLogError` if a stored commit was changed on disk.
  public func hasOrphans(of logIndex: UInt32, in scope: ScopeID) throws -> Bool {
    try !orphans(of: logIndex, in: scope, control(of: scope)).commits.isEmpty
  }

  /// Writes the commits of an ended log of this machine's again, in its present log: the same
  /// operations by the same people, with what they had in view then.
  ///
  /// What another log of this node repeats already is left out, so that each has effect once.
  ///
  /// - Parameters:
  ///   - logIndex: The log that has ended.
  ///   - scope: Its scope. Everything that others have of this node's logs has been fetched, and
  ///     nothing has been written to the present log.
  ///   - salt: Gives 16 random bytes.
  ///   - key: Gives the private key of a name.
  /// - Returns: How many were written.
  /// - Throws: ``ReplicaError/logNotAdmitted(scope:)`` if there is no present log; `SignedLogError` if
  ///   a stored commit was changed on disk.
  public func repeatOrphans(
    of logIndex: UInt32, in scope: ScopeID, salt: () -> [UInt8],
    key: (_ name: String) throws -> LogKey
  ) throws -> Int {
    let control = try control(of: scope)
    guard let own = try ownLog(in: scope),
      let position = try ownLogPosition(in: scope) ?? unadmittedLog(in: scope, control)?.position
    else { throw ReplicaError.logNotAdmitted(scope: control.genesis.name) }
    let logKey = try key(own.keyName)
    let context = try frontier(of: scope)
    let (common, orphans, elsewhere) = try orphans(of: logIndex, in: scope, control)
    var author = CommitAuthor(position: position)
    var writer = try ScopeWriter(self, scope: try requiredKey(of: scope), control: control)
    var repeated: [UInt64: UInt64] = [:]
    for orphan in orphans {
      let commit = try author.reissue(
        Orphan(commit: orphan, common: common, repeated: repeated, elsewhere: elsewhere),
        under: control, context: context, salt: orphan.bytes.salt.isEmpty ? [] : salt())
      _ = try writer.append(commit)
      writer.append(try seal(commit.head, with: logKey), of: position.logIndex)
      repeated[orphan.dot.counter] = commit.dot.counter
    }
    try writer.write()
    return orphans.count
  }

  /// The commits of an ended log that do not count there and are repeated nowhere, in order; the place
  /// up to which their history and the one that counts are the same; and where repeats of those stand
  /// that another log repeats. Those of the other way, which a verdict set aside, come before those
  /// behind the end of the way that counts.
  private func orphans(of logIndex: UInt32, in scope: ScopeID, _ control: ControlState) throws
    -> (common: UInt64, commits: [VerifiedCommit], elsewhere: [Dot: Dot])
  {
    guard let log = control.logs[logIndex], let cut = log.cut else { return (0, [], [:]) }
    var aside = try disputedCommits(of: logIndex, in: scope)
    var behind: [VerifiedCommit] = []
    var counted: Set<Digest> = []
    let first = min(aside.first.map { $0.dot.counter - 1 } ?? cut.counter, cut.counter)
    let floor = try floor(of: logIndex, in: scope)
    try eachCommit(of: logIndex, in: scope, after: max(first, floor)) { commit in
      if commit.dot.counter > cut.counter {
        behind.append(commit)
      } else {
        counted.insert(commit.hash)
      }
    }
    // A verdict is about two histories; this may be a third, which leaves the one that counts later.
    aside.removeAll { counted.contains($0.hash) }
    guard !aside.isEmpty || !behind.isEmpty else { return (0, [], [:]) }
    let repeats = try repeats(by: log.genesis.node, in: scope, control)
    let others = try places(
      of: control.logs(of: log.genesis.node).filter { $0.logIndex != logIndex }, in: scope,
      repeats)
    // Of a log that ended before it was continued in two ways, what lies between is before both.
    let certain = aside.first.map { $0.dot.counter - 1 } ?? .max
    let between = behind.filter { $0.dot.counter <= certain }
    let ways = [
      (min(certain, cut.counter), between + aside),
      (cut.counter, behind.filter { $0.dot.counter > certain }),
    ]
    for (common, commits) in ways {
      let lasting = commits.filter { $0.withdrawal == nil }
      var elsewhere = others
      for commit in lasting { elsewhere[commit.dot] = repeats.place(of: commit) }
      let needed = lasting.filter { elsewhere[$0.dot] == nil }
        .needed { !repeats.covers($0) }
      if !needed.isEmpty { return (common, needed, elsewhere) }
    }
    return (0, [], [:])
  }

  /// Where repeats of what lies behind the ends of logs count. Of a log that was continued in two ways
  /// nobody can say which of two commits of one name was meant.
  private func places(of logs: [AdmittedLog], in scope: ScopeID, _ repeats: KnownRepeats) throws
    -> [Dot: Dot]
  {
    var places: [Dot: Dot] = [:]
    for log in logs where log.forks.isEmpty {
      guard let cut = log.cut else { continue }
      try eachCommit(of: log.logIndex, in: scope, after: cut.counter) {
        places[$0.dot] = repeats.place(of: $0)
      }
    }
    return places
  }

  /// What the logs of a node repeat.
  ///
  /// - Parameters:
  ///   - node: The node.
  ///   - scope: The scope.
  ///   - control: Its control log.
  ///   - withWaiting: Whether what waits to be admitted is among them.
  /// - Returns: What is repeated, and where.
  /// - Throws: ``ReplicaError``; `SignedLogError` if a stored commit was changed on disk.
  func repeats(
    by node: NodeID, in scope: ScopeID, _ control: ControlState, withWaiting: Bool = true
  ) throws -> KnownRepeats {
    var found = KnownRepeats()
    for other in (withWaiting ? [0] : []) + control.logs(of: node).map(\.logIndex) {
      for repeated in try repeatsLetGo(of: other, in: scope) { found.note(repeated, stands: true) }
      try eachCommit(of: other, in: scope, after: floor(of: other, in: scope)) { commit in
        guard let original = commit.reissueOf?.hash else { return }
        let counter = commit.dot.counter
        let stands = other == 0 || control.counted(counter, of: other) == counter
        found.note(
          NotedRepeat(dot: commit.dot, hash: commit.hash, original: original),
          stands: stands && commit.withdrawal == nil)
      }
    }
    return found
  }
}

/// A commit that repeats another.
struct NotedRepeat {
  let dot: Dot
  let hash: Digest
  /// The hash of the commit that it repeats.
  let original: Digest
}

/// Which commits the logs of a node repeat, and where.
struct KnownRepeats {
  /// By the hash of a repeat, that of the commit which it repeats.
  private var originals: [Digest: Digest] = [:]
  private var repeated: Set<Digest> = []
  /// The repeats that count, by the commit at which the repeating began.
  private var standing: [Digest: Dot] = [:]

  /// - Precondition: Of two logs the earlier is noted first.
  mutating func note(_ commit: NotedRepeat, stands: Bool) {
    originals[commit.hash] = commit.original
    repeated.insert(commit.original)
    if stands { standing[root(of: commit.original)] = commit.dot }
  }

  private func root(of hash: Digest) -> Digest {
    var root = hash
    while let original = originals[root] { root = original }
    return root
  }

  /// Where a commit's repeat counts, in a log that has an index.
  func place(of commit: VerifiedCommit) -> Dot? {
    let place = standing[root(of: commit.reissueOf?.hash ?? commit.hash)]
    return place?.logIndex == 0 ? nil : place
  }

  /// Whether a commit is repeated, be it that the repeat has to be repeated itself.
  func covers(_ commit: VerifiedCommit) -> Bool {
    repeated.contains(commit.hash)
      || standing[root(of: commit.reissueOf?.hash ?? commit.hash)] != nil
  }
}

extension [VerifiedCommit] {
  /// Those that a test picks, and those of the same list whose names they need.
  fileprivate func needed(_ isPicked: (VerifiedCommit) -> Bool) -> [VerifiedCommit] {
    var names: Set<UInt64> = []
    var picked: [VerifiedCommit] = []
    for commit in reversed() where isPicked(commit) || names.contains(commit.dot.counter) {
      picked.append(commit)
      names.formUnion(commit.ownCommitsNamed)
    }
    return picked.reversed()
  }
}

extension VerifiedCommit {
  /// The places of its own log that its operations name.
  fileprivate var ownCommitsNamed: Set<UInt64> {
    var named: Set<UInt64> = []
    func add(_ logIndex: UInt32, _ counter: UInt64) {
      if logIndex == 0 || logIndex == dot.logIndex { named.insert(counter) }
    }
    for case .known(let operation) in readings {
      if let object = operation.object { add(object.logIndex, object.counter) }
      switch operation {
      case .set(_, _, _, .dots(let dots), _, _), .remove(_, _, let dots):
        for dot in dots { add(dot.logIndex, dot.counter) }
      default: break
      }
    }
    return named
  }
}

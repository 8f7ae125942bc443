import CausalHistory
import SignedLogs
import SyncProtocol

// What an ended log could not keep, and the log that goes on with it. Written without a look at how
// the product's database does it.
extension MemoryScope {
  /// The commits of an ended log that do not count there and are repeated nowhere, up to where their
  /// history and the one that counts are one, and where repeats of the others stand.
  func orphans(of log: AdmittedLog) -> (
    common: UInt64, commits: [VerifiedCommit], elsewhere: [Dot: Dot]
  ) {
    guard let cut = log.cut else { return (0, [], [:]) }
    let held = logs[log.logIndex]?.commits ?? []
    let counted = Set(held.prefix(Int(clamping: cut.counter)).map(\.hash))
    let aside = disputed.filter {
      $0.dot.logIndex == log.logIndex && !counted.contains($0.hash)
    }
    let behind = held.filter { $0.dot.counter > cut.counter }
    let certain = aside.first.map { $0.dot.counter - 1 } ?? .max
    let all = replica.control.logs(of: log.genesis.node)
    let repeats = repeats(by: log.genesis.node) + waiting.commits.filter { $0.reissueOf != nil }
    let standing = standing(among: repeats)
    var others: [Dot: Dot] = [:]
    for other in all where other.logIndex != log.logIndex && other.forks.isEmpty {
      for commit in logs[other.logIndex]?.commits ?? []
      where commit.dot.counter > other.cut?.counter ?? .max {
        others[commit.dot] = standing[root(of: commit, among: repeats)]
      }
    }
    for way in [
      (min(certain, cut.counter), behind.filter { $0.dot.counter <= certain } + aside),
      (cut.counter, behind.filter { $0.dot.counter > certain }),
    ] {
      var elsewhere = others
      var orphans: [VerifiedCommit] = []
      for commit in way.1 where commit.withdrawal == nil {
        if let place = standing[root(of: commit, among: repeats)] {
          elsewhere[commit.dot] = place
        } else if !repeats.contains(where: { $0.reissueOf?.hash == commit.hash }) {
          orphans.append(commit)
        }
      }
      if !orphans.isEmpty { return (way.0, orphans, elsewhere) }
    }
    return (0, [], [:])
  }

  /// What the admitted logs of a node repeat.
  private func repeats(by node: NodeID) -> [VerifiedCommit] {
    replica.control.logs(of: node).flatMap { logs[$0.logIndex]?.commits ?? [] }
      .filter { $0.reissueOf != nil }
  }

  /// Where repeats count in admitted logs, by the commits that they go back to.
  private func standing(among repeats: [VerifiedCommit]) -> [Digest: Dot] {
    var standing: [Digest: Dot] = [:]
    for commit in repeats
    where replica.control.counted(commit.dot.counter, of: commit.dot.logIndex)
      == commit.dot.counter
    {
      standing[root(of: commit, among: repeats)] = commit.dot.logIndex > 0 ? commit.dot : nil
    }
    return standing
  }

  private func root(of commit: VerifiedCommit, among repeats: [VerifiedCommit]) -> Digest {
    var hash = commit.reissueOf?.hash ?? commit.hash
    while let original = repeats.first(where: { $0.hash == hash })?.reissueOf?.hash {
      hash = original
    }
    return hash
  }

  mutating func goOn(
    with genesis: VerifiedLogGenesis, repeating lost: UInt32, key: LogKey, salt: () -> [UInt8]
  ) throws -> [VerifiedCommit] {
    guard let log = replica.control.logs[lost] else { return [] }
    let (common, orphans, elsewhere) = orphans(of: log)
    own = OwnLogEntry(log: genesis.log, genesis: genesis.signed)
    (waiting, isToBeCompared) = (MemoryLog(), false)
    var author = CommitAuthor(position: .start(logIndex: 0, logID: genesis.log))
    var places: [UInt64: UInt64] = [:]
    for orphan in orphans {
      let commit = try author.reissue(
        Orphan(commit: orphan, common: common, repeated: places, elsewhere: elsewhere),
        under: replica.control, context: replica.frontier,
        salt: orphan.bytes.salt.isEmpty ? [] : salt())
      places[orphan.dot.counter] = commit.dot.counter
      waiting.commits.append(commit)
      waiting.seals.append(try seal(commit.head, with: key))
    }
    return waiting.commits
  }

  mutating func beginAgain(_ genesis: VerifiedLogGenesis, key: LogKey) throws -> [VerifiedCommit] {
    own = OwnLogEntry(log: genesis.log, genesis: genesis.signed)
    let commits = try readStored(
      from: .start(logIndex: 0, logID: genesis.log), commits: waiting.commits.map(\.bytes))
    waiting = MemoryLog(commits: commits, seals: try commits.map { try seal($0.head, with: key) })
    isToBeCompared = !commits.isEmpty
    return commits
  }

  /// Leaves out of what waits what another log of its node repeats already.
  mutating func leaveOutWhatStands(
    _ genesis: VerifiedLogGenesis, key: LogKey, salt: () -> [UInt8]
  ) throws -> [VerifiedCommit] {
    isToBeCompared = false
    let known = repeats(by: genesis.node)
    let standing = standing(among: known)
    var places: [UInt64: Dot] = [:]
    for commit in waiting.commits {
      places[commit.dot.counter] = standing[root(of: commit, among: known)]
    }
    guard !places.isEmpty else { return waiting.commits }
    let kept = waiting.commits.filter { places[$0.dot.counter] == nil }
    own = OwnLogEntry(log: genesis.log, genesis: genesis.signed)
    waiting = MemoryLog()
    var author = CommitAuthor(position: .start(logIndex: 0, logID: genesis.log))
    for commit in kept {
      let again = try author.writeAgain(
        commit, places: places, salt: commit.bytes.salt.isEmpty ? [] : salt())
      places[commit.dot.counter] = again.dot
      waiting.commits.append(again)
      waiting.seals.append(try seal(again.head, with: key))
    }
    return waiting.commits
  }

  /// Gives what waits its place among the other logs, once the authority has admitted its log.
  mutating func takeAdmission() throws {
    guard let own, !waiting.commits.isEmpty,
      let logIndex = replica.control.logIndex(of: own.log)
    else { return }
    let commits = try readStored(
      from: .start(logIndex: logIndex, logID: own.log), commits: waiting.commits.map(\.bytes))
    for commit in commits {
      if case .buffered(let missing) = replica.apply(reading(commit)) {
        throw Violation(.S6, "what waited to be admitted misses \(missing)")
      }
    }
    applied += commits
    logs[logIndex] = MemoryLog(commits: commits, seals: waiting.seals)
    positions[logIndex] = commits.last?.position
    waiting = MemoryLog()
  }
}

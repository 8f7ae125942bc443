internal import CausalHistory
internal import GRDB
internal import SignedLogs
internal import SyncProtocol

/// Reads what was ever written to objects, from the commits that name them.
///
/// Keeps the stretches of the logs that it has read last, since objects that were written together
/// are asked for together.
struct HistoryReader {
  let db: Database
  let scope: Int64
  let control: ControlState
  private var recent: [(logIndex: UInt32, commits: [VerifiedCommit])] = []
  private var index: ObjectIndex
  private let isReadOnly: Bool
  private var asked = 0

  /// - Parameters:
  ///   - db: The transaction.
  ///   - scope: The row of the scope.
  ///   - control: Its control log.
  ///   - isReadOnly: Whether the index of objects stays as it is while this reads.
  init(db: Database, scope: Int64, control: ControlState, isReadOnly: Bool = false) {
    self.db = db
    self.scope = scope
    self.control = control
    self.isReadOnly = isReadOnly
    index = ObjectIndex(db: db, scope: scope)
  }

  /// From so many objects on it is cheaper to hold what cannot be searched.
  private static let askedMax = 4

  private static let segmentsMax = 32

  /// What was ever written to an object.
  ///
  /// - Parameter object: Its name.
  /// - Returns: Empty for an object that nobody wrote to.
  /// - Throws: ``ReplicaError``; `SignedLogError` for a commit that was changed on disk.
  mutating func history(of object: ObjectID) throws -> ObjectHistory {
    ObjectHistory(of: object, in: try acceptedCommits(of: object), under: control)
  }

  /// The commits that name an object and have effect, in an order in which they could be applied.
  mutating func acceptedCommits(of object: ObjectID) throws -> [VerifiedCommit] {
    var commits: [VerifiedCommit] = []
    asked += 1
    if isReadOnly, asked == Self.askedMax { index = try index.holding() }
    for dot in try index.commits(of: object) {
      if try VoidCommits(db: db, scope: scope).holds(dot) { continue }
      commits.append(try commit(dot))
    }
    return control.inCausalOrder(commits)
  }

  /// One commit; `nil` if its bytes are not here.
  mutating func storedCommit(_ dot: Dot) throws -> VerifiedCommit? {
    do {
      return try commit(dot)
    } catch ReplicaError.recordsMissing {
      return nil
    }
  }

  /// One stored commit.
  mutating func commit(_ dot: Dot) throws -> VerifiedCommit {
    if let place = recent.firstIndex(where: { $0.logIndex == dot.logIndex && $0.commits.hold(dot) })
    {
      let found = recent.remove(at: place)
      recent.append(found)
      return found.commits[Int(dot.counter - found.commits[0].dot.counter)]
    }
    guard
      let segment = try LogSegments(db: db, scope: scope).segment(
        of: dot.logIndex, holding: dot.counter)
    else { throw ReplicaError.recordsMissing(table: "logSegment") }
    let commits = try segment.read(under: control)
    recent.append((dot.logIndex, commits))
    if recent.count > Self.segmentsMax { recent.removeFirst() }
    return commits[Int(dot.counter - segment.first)]
  }
}

extension [VerifiedCommit] {
  fileprivate func hold(_ dot: Dot) -> Bool {
    guard let first, let last else { return false }
    return first.dot.counter <= dot.counter && dot.counter <= last.dot.counter
  }
}

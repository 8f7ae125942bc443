import CausalHistory
import PartnershipRecords
import ReplicaStore
import SignedLogs

/// Twelve writers of a scope, who make the workload's changes; keys are theirs alone.
struct Writers {
  /// One turn: 64 changes of one writer, under one seal.
  struct Turn {
    let start: LogPosition
    let commits: [UnverifiedCommit]
    let seal: Seal
    let logKey: PublicKey
  }

  let scope: ScopeID
  private let control: ControlPosition
  private var authors: [CommitAuthor]
  private let keys: [LogKey]
  /// The writers' tasks, in order; an object's name says which change made it.
  private var tasks: [[ObjectID]]
  private var context = VersionVector()
  private var time: UInt64 = 1_700_000_000_000
  private var random = SystemRandomNumberGenerator()
  private let actors = (0..<Workload.writers).map {
    Actor(handle: "analyst-\($0 + 1)", role: .analyst)
  }

  /// Writers with logs that the scope's authority has admitted.
  ///
  /// - Parameters:
  ///   - scope: The scope.
  ///   - control: Its control log, with the writers' logs in it.
  ///   - keys: The private part of each log's key, with the log's index.
  init(scope: ScopeID, control: ControlState, keys: [(logIndex: UInt32, key: LogKey)]) {
    self.scope = scope
    self.control = control.position
    authors = keys.compactMap { index, _ in
      control.logs[index].map {
        CommitAuthor(position: .start(logIndex: index, logID: $0.genesis.log))
      }
    }
    self.keys = keys.map(\.key)
    tasks = Array(repeating: [], count: keys.count)
  }

  /// Makes changes `number`...`number + count - 1`, all of one writer's turn.
  mutating func turn(from number: Int, count: Int = Workload.turn) throws -> Turn {
    let writer = Workload.writer(of: number)
    let start = authors[writer].position
    var commits: [UnverifiedCommit] = []
    for step in number..<number + count {
      commits.append(try change(Workload.place(of: step), by: writer))
    }
    let head = authors[writer].position.head
    context.advance(start.logIndex, to: head.counter)
    return Turn(
      start: start, commits: commits, seal: try seal(head, with: keys[writer]),
      logKey: keys[writer].publicKey)
  }

  private mutating func change(_ own: Int, by writer: Int) throws -> UnverifiedCommit {
    let edit = Workload.edit(writer: writer, own: own)
    let operation: ShareableOperation
    if let edit {
      operation = try SharedTask.set(edit.field, of: tasks[writer][edit.task], to: edit.value)
    } else {
      tasks[writer].append(authors[writer].nextObject())
      operation = try SharedTask.create(
        reference: Workload.reference(writer: writer, task: own / 10))
    }
    // People are slower than programs: a change every few seconds.
    time += 2_000 + Workload.drawn(UInt64(own)) % 8_000
    let isSalted = edit?.isFreeText ?? true
    guard let actor = actors[writer] else { throw BenchmarkError.handleUnusable }
    return try authors[writer].commit(
      [operation], by: actor, at: HybridTime(rawValue: time << 16), control: control,
      context: context, salt: isSalted ? bytes(16) : []
    ).bytes
  }

  private mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
  }
}

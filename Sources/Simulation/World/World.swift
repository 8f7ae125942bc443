import CausalHistory
import SignedLogs
import SyncProtocol

/// A region in one process: a hub, nodes, people, streams between them, and a clock of its own.
final class World {
  let plan: RunPlan
  let mode: StorageMode
  let oracle = Oracle()
  var log: EventLog
  /// Virtual milliseconds since 1970.
  var now: UInt64 = 1_764_000_000_000
  let startedAt: UInt64 = 1_764_000_000_000
  /// The hub is the first.
  var replicas: [SimulatedReplica] = []
  var scopes: [ScopeID] = []
  /// Authority keys by what they are known by, and by what announces them; outside any backup.
  var authorityKeys: [PublicKey: AuthorityKey] = [:]
  var announcedKeys: [Digest: AuthorityKey] = [:]
  /// Who was ever a member of a scope, by place.
  var entitled: [ScopeID: Set<Int>] = [:]
  /// What the authority is about to withdraw: the commit, and a text that it alone has.
  var textsWithdrawn: [Dot: (Digest, [UInt8])] = [:]
  /// Who left a scope for good, and by which control record.
  var ended: [ScopeID: [Int: ControlPosition]] = [:]
  var connections: [Int: Connection] = [:]
  var connectionCount = 0
  var queue = EventQueue()
  var isHealed = false
  /// Whether a session did anything but find both sides level, since this was last set to `false`.
  var hasMoved = false
  var counts = RunCounts()
  /// What the last look at a replica's scope found, to see what comes back.
  var lastLooks: [LookKey: Look] = [:]
  var valueCount = 0
  /// How far each log was let out of its author's process.
  var released: [LogID: UInt64] = [:]
  /// How far good seals stand over what each replica was given of a log: of a run that came in parts
  /// the seal is stored with the last.
  var sealed: [LookKey: [LogID: UInt64]] = [:]
  /// What was ever taken in at the hub.
  var reachedHub: Set<Digest> = []
  /// What each replica has said that it holds.
  var acknowledged: [LookKey: [LogID: UInt64]] = [:]

  var stepRandom: SeededRandom
  var networkRandom: SeededRandom
  var diskRandom: SeededRandom
  var peopleRandom: SeededRandom
  var faultRandom: SeededRandom
  var keyRandom: SeededRandom
  var repeatRandom: SeededRandom
  var bundleRandom: SeededRandom
  var copyRandom: SeededRandom
  var releaseRandom: SeededRandom
  /// Every bundle that was made, on whatever stick it lies.
  var bundles: [CarriedBundle] = []
  /// Requests by who made them: an answer may begin with any of them.
  var bundleRequests: [Int: [[ScopeID: CreatorStanding]]] = [:]

  /// Whether every machine's clock is off by years, and stays so.
  let hasOddClocks: Bool

  init(_ plan: RunPlan, mode: StorageMode, keepsLog: Bool, hasOddClocks: Bool = false) {
    self.plan = plan
    self.hasOddClocks = hasOddClocks
    self.mode = mode
    log = EventLog(isKept: keepsLog)
    func stream(_ name: String) -> SeededRandom { SeededRandom(seed: plan.seed, stream: name) }
    stepRandom = stream("steps")
    networkRandom = stream("network")
    diskRandom = stream("disk")
    peopleRandom = stream("people")
    faultRandom = stream("faults")
    keyRandom = stream("keys")
    repeatRandom = stream("repeats")
    bundleRandom = stream("bundles")
    copyRandom = stream("live-copies")
    releaseRandom = stream("releases")
  }

  var hub: SimulatedReplica { replicas[0] }
  var nodes: ArraySlice<SimulatedReplica> { replicas.dropFirst() }

  /// Whether an active fault strikes now.
  func strikes(_ fault: Fault) -> Bool {
    guard !isHealed else { return false }
    let strength = plan.strength(fault)
    return strength > 0 && faultRandom.chance(strength)
  }

  func note(_ numbers: (Int, Int, Int), _ words: @autoclosure () -> String) {
    log.note(now - startedAt, numbers, words())
  }

  /// Lets time pass up to a moment; everything due until then happens.
  func advance(to time: UInt64) throws {
    while let next = queue.nextTime, next <= time, let due = queue.removeFirst() {
      now = max(now, due.time)
      try guarded { try perform(due.event) }
    }
    now = max(now, time)
  }

  /// Lets everything happen that is due at all, within a bound.
  func settle(within milliseconds: UInt64) throws {
    let end = now + milliseconds
    while let next = queue.nextTime, next <= end { try advance(to: next) }
  }

  /// A process whose disk fails under it ends, and starts again.
  func guarded(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch StorageFault.disk(let place, let reason) {
      note((place, 0, 30), "\(replicas[place].name)'s disk: \(reason)")
      try crash(replicas[place])
    } catch StorageFault.uncertain(let place, _) {
      try crash(replicas[place])
    }
  }

  private func perform(_ event: Event) throws {
    switch event {
    case .arrival(let connection, let side): try arrive(connection, side)
    case .stored(let connection, let side): try storeNow(connection, side)
    case .tick(let connection): try tick(connection)
    case .restart(let place): try restart(replicas[place])
    case .connect(let place): try connect(replicas[place])
    case .goOn(let place, let exchanged):
      try goOnAfterVerdicts(replicas[place], in: exchanged)
    case .bundle(let number, let damage): try bundleArrives(bundles[number], damage)
    }
  }
}

/// Which store the replicas have.
public enum StorageMode: String, Sendable, CaseIterable, Codable {
  case memory, sqlite
}

/// What a run did.
public struct RunCounts: Sendable, Equatable {
  public var sessions = 0
  public var finishedSessions = 0
  public var commits = 0
  public var repeats = 0
  public var frames = 0
  public var bytes = 0
  public var faults: [String: Int] = [:]
  public var looks = 0

  mutating func fault(_ fault: Fault) { faults[fault.rawValue, default: 0] += 1 }
}

/// A scope at a replica.
struct LookKey: Hashable {
  let replica: Int
  let scope: ScopeID
}

/// What a look found.
struct Look {
  let controlSequence: UInt64
  /// Writes that were accepted and did not stand.
  let gone: Set<WriteKey>
}

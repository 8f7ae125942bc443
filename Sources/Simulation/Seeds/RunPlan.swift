/// What one seed makes of a run before its first step: size, people and the mix of faults.
public struct RunPlan: Sendable, Equatable {
  public var seed: UInt64
  public var nodes: Int
  public var scopes: Int
  public var peoplePerNode: Int
  /// How many things happen before everything is healed.
  public var steps: Int
  /// Active faults with their strength in percent, in the order of ``Fault``.
  public var faults: [(fault: Fault, percent: Int)]
  /// Whether sessions stay open once both sides hold the same.
  public var isLive: Bool
  /// Whether logs are trimmed and somebody joins by a snapshot once all is level; on SQLite only.
  public var hasEpilogue = false
  /// The longest time between two steps; virtual milliseconds.
  public var pauseMilliseconds: Int

  public static func == (left: RunPlan, right: RunPlan) -> Bool {
    left.description == right.description
  }

  /// Draws the plan of a seed. Most worlds are small; one in sixteen is large.
  public init(seed: UInt64, limits: RunLimits = RunLimits()) {
    self.seed = seed
    var random = SeededRandom(seed: seed, stream: "plan")
    let isLarge = random.chance(6)
    nodes = random.within(isLarge ? 3...7 : 2...3)
    scopes = random.chance(25) ? 2 : 1
    peoplePerNode = random.within(1...2)
    steps = isLarge ? random.within(80...240) : random.within(8...50)
    isLive = random.chance(30)
    pauseMilliseconds = [200, 2_000, 60_000, 3_600_000][random.below(4)]
    faults = []
    for fault in Fault.allCases where ![.bundle, .liveCopy, .releases].contains(fault) {
      let isActive = random.chance(fault.activation)
      let percent = random.within(2...30)
      if isActive { faults.append((fault, percent)) }
    }
    hasEpilogue = random.chance(50)
    // From streams of their own: the other draws of a seed are older than these, and stay.
    var bundleRandom = SeededRandom(seed: seed, stream: "bundle-plan")
    if bundleRandom.chance(Fault.bundle.activation) {
      faults.append((.bundle, bundleRandom.within(5...40)))
    }
    var copyRandom = SeededRandom(seed: seed, stream: "live-copy-plan")
    if copyRandom.chance(Fault.liveCopy.activation) {
      faults.append((.liveCopy, copyRandom.within(5...40)))
    }
    var releaseRandom = SeededRandom(seed: seed, stream: "release-plan")
    if releaseRandom.chance(Fault.releases.activation) {
      faults.append((.releases, releaseRandom.within(10...60)))
    }
    apply(limits)
  }

  private mutating func apply(_ limits: RunLimits) {
    nodes = min(nodes, limits.nodes ?? .max)
    scopes = min(scopes, limits.scopes ?? .max)
    peoplePerNode = min(peoplePerNode, limits.people ?? .max)
    steps = min(steps, limits.steps ?? .max)
    if limits.withoutEpilogue { hasEpilogue = false }
    faults.removeAll { limits.without.contains($0.fault) }
  }

  /// How often an active fault strikes, in percent; 0 if it is not active.
  func strength(_ fault: Fault) -> Int { faults.first { $0.fault == fault }?.percent ?? 0 }
}

extension RunPlan: CustomStringConvertible {
  public var description: String {
    let list = faults.map { "\($0.fault.rawValue) \($0.percent)" }.joined(separator: ", ")
    return "seed \(seed): \(nodes) nodes, \(scopes) scopes, \(peoplePerNode) people each, "
      + "\(steps) steps, \(isLive ? "live, " : "")pauses up to \(pauseMilliseconds) ms, faults: "
      + (list.isEmpty ? "none" : list)
  }
}

/// What is left out of a seed's plan; for making a failing run smaller.
public struct RunLimits: Sendable, Equatable {
  public var nodes: Int?
  public var scopes: Int?
  public var people: Int?
  public var steps: Int?
  public var without: [Fault] = []
  /// Nobody trims and nobody joins by a snapshot at the end.
  public var withoutEpilogue = false

  public init() {}
}

extension Fault {
  /// How likely a seed has it, in percent: about half of the usual ones, fewer of the rare.
  var activation: Int {
    switch self {
    case .cut, .delay, .crash, .slowDisk, .staleForm: 45
    case .halfOpen, .clog, .partition, .duplicate, .diskFull, .diskError, .powerCut, .clock: 30
    case .restoreDatabase, .restoreKeys: 15
    case .revoke, .retire, .removeMember, .rotate, .join: 20
    case .mangledFrames, .lyingAuthor, .lyingHub: 15
    case .redact: 20
    case .restoreHub, .restoreMachine: 10
    case .bundle, .releases, .liveCopy: 25
    }
  }
}

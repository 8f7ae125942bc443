internal import CausalHistory
internal import ProtocolMessages
public import SignedLogs
internal import SwiftProtobuf

public import struct Foundation.Data

/// One scope of a bundle that is to be made.
public struct BundlePlan: Sendable {
  /// Where the creator stands.
  public var standing: ScopeStanding
  /// The control log up to here is left out: all recipients have it.
  public var controlBase: UInt64
  /// The commits of each log up to here are left out: all recipients have them.
  public var base: [StatedPosition]

  public init(standing: ScopeStanding, controlBase: UInt64 = 0, base: [StatedPosition] = []) {
    self.standing = standing
    self.controlBase = min(controlBase, standing.control.sequence)
    self.base = base
  }
}

/// Who makes a bundle, for whom, and what for.
public struct BundleSetup: Sendable {
  public var purpose: BundlePurpose
  public var identity: IdentityKey
  public var bundleKey: [UInt8]
  public var recipients: [NodeID]
  /// Milliseconds since 1970; shown, never trusted.
  public var createdAt: UInt64
  public var software: String
  /// Whether the creator gives signed receipts, as a hub does.
  public var givesReceipts: Bool

  public init(
    purpose: BundlePurpose, identity: IdentityKey, bundleKey: [UInt8], recipients: [NodeID],
    createdAt: UInt64, software: String, givesReceipts: Bool
  ) {
    self.purpose = purpose
    self.identity = identity
    self.bundleKey = bundleKey
    self.recipients = recipients
    self.createdAt = createdAt
    self.software = software
    self.givesReceipts = givesReceipts
  }
}

/// What a ``BundleWriter`` asks for.
public enum BundleWriterOutput: Sendable {
  /// Write this record.
  case record(Data)
  /// Read this from the store, and hand it to the next step.
  case load(LoadRequest)
  /// All records are written; sign and close the file.
  case finished
}

/// Makes a bundle as a state machine that knows neither file nor database: the frames of a session
/// that has nobody to ask.
///
/// For each scope in turn: control records, the creator's own log if it waits for admission, commits
/// of each log in turn a part at a time, where the creator stands, and what it has erased. Each of
/// these is exactly the frame that a session would have sent.
public struct BundleWriter: Sendable {
  private enum Step: Sendable {
    case control(next: UInt64)
    case admission
    case runs
    case standing
  }

  public let manifest: BundleManifest
  private let setup: BundleSetup
  private let plans: [BundlePlan]
  private var isBegun = false
  private var place = 0
  private var step = Step.admission
  private var pending: [BundleRun] = []
  private var outputs: [BundleWriterOutput] = []
  /// How many commits have been written.
  public private(set) var commitCount = 0
  /// How many control records have been written.
  public private(set) var controlCount = 0

  /// - Parameters:
  ///   - setup: Who makes it, for whom, and what for.
  ///   - plans: What of each scope; in this order they are numbered.
  public init(_ setup: BundleSetup, plans: [BundlePlan]) {
    self.setup = setup
    self.plans = plans
    manifest = BundleManifest(
      purpose: setup.purpose, creatorIdentityKey: setup.identity.publicKey,
      creatorBundleKey: setup.bundleKey, createdAt: setup.createdAt,
      recipients: setup.recipients,
      scopes: plans.map { $0.described(for: setup.purpose) }, software: setup.software)
    begin()
  }

  /// The next thing to do.
  ///
  /// - Parameter loaded: The answer to the `load` that came last; else `nil`.
  /// - Returns: What to do, in order; a `load` is always the last.
  /// - Throws: ``BundleFault/recordsMissing`` if the answer is not what was asked for.
  public mutating func next(_ loaded: LoadedContent? = nil) throws -> [BundleWriterOutput] {
    outputs = []
    if !isBegun { outputs.append(.record(try manifest.record())) }
    isBegun = true
    if let loaded { try take(loaded) }
    try goOn()
    defer { outputs = [] }
    return outputs
  }

  private mutating func begin() {
    guard place < plans.count else { return }
    let plan = plans[place]
    let hasChanges = setup.purpose == .changes
    pending = hasChanges ? plan.runs : []
    step =
      hasChanges && plan.controlBase < plan.standing.control.sequence
      ? .control(next: plan.controlBase + 1) : .admission
  }

  private mutating func goOn() throws {
    while place < plans.count {
      let plan = plans[place]
      switch step {
      case .control(let next):
        return outputs.append(
          .load(
            .control(
              plan.scope, first: next, last: plan.standing.control.sequence,
              limit: SyncLimits.recordsPerControlRun, byteLimit: SyncLimits.bytesPerControlRun)))
      case .admission:
        let asking = setup.purpose == .receipt ? [] : plan.standing.asking
        for genesis in asking {
          try write { $0.admission = .with { $0.logGenesis = genesis.message } }
        }
        step = .runs
      case .runs:
        guard let run = pending.first else {
          step = .standing
          continue
        }
        return outputs.append(
          .load(
            .run(
              plan.scope, logIndex: run.logIndex, first: run.next, last: run.last,
              limit: SyncLimits.commitsPerRun, byteLimit: SyncLimits.bytesPerRun)))
      case .standing:
        try writeStanding(plan.standing)
        place += 1
        begin()
      }
    }
    outputs.append(.finished)
  }

  private mutating func take(_ loaded: LoadedContent) throws {
    switch (loaded, step) {
    case (.control(let scope, let genesis, let first, let records), .control(let next)):
      guard scope == plans[place].scope, first == next, !records.isEmpty else {
        throw BundleFault.recordsMissing
      }
      try write { frame in
        frame.controlRun = .with {
          $0.scopeID = Data(scope.bytes)
          if first == 1, let genesis { $0.scopeGenesis = genesis.message }
          $0.first = first
          $0.record = records.map(\.message)
        }
      }
      controlCount += records.count
      let after = first + UInt64(records.count)
      step = after <= plans[place].standing.control.sequence ? .control(next: after) : .admission
    case (.run(let scope, let logIndex, let first, let commits, let seals), .runs):
      guard
        let run = EncodedRun(logIndex: logIndex, first: first, commits: commits, seals: seals)
      else { throw BundleFault.recordsMissing }
      try take(run, scope)
    case (.encoded(let scope, let run), .runs): try take(run, scope)
    default: throw BundleFault.recordsMissing
    }
  }

  private mutating func take(_ encoded: EncodedRun, _ scope: ScopeID) throws {
    guard var run = pending.first, scope == plans[place].scope, run.logIndex == encoded.logIndex,
      run.next == encoded.first
    else { throw BundleFault.recordsMissing }
    outputs.append(.record(encoded.frame(scopeNumber: UInt32(place + 1))))
    commitCount += encoded.count
    // One part of each log in turn: what builds on each other lies close together.
    pending.removeFirst()
    run.next = encoded.last + 1
    if run.next <= run.last { pending.append(run) }
  }

  private mutating func writeStanding(_ standing: ScopeStanding) throws {
    let scope = standing.control.scope
    let positions = standing.stated
    if setup.givesReceipts,
      let receipt = try ReceiptRecord(
        scope: scope, frontier: positions, receivedAt: setup.createdAt, signedBy: setup.identity)
    {
      try write { $0.receipt = receipt.message }
    }
    try write { frame in
      frame.scopeState = .with {
        $0.scopeID = Data(scope.bytes)
        $0.controlSequence = standing.control.sequence
        $0.position = positions.map(\.message)
      }
    }
    // After the decisions of which the sender says that it has them.
    guard standing.access == .full else { return }
    let erased = Set(standing.erased + standing.erasedAndTold)
      .filter { standing.control.withdrawals[$0] != nil }
    for message in Iscan_Sync_V1_RedactionDone.messages(of: erased.sorted(), in: scope) {
      try write { $0.redactionDone = message }
    }
  }

  private mutating func write(_ fill: (inout Iscan_Sync_V1_Frame) -> Void) throws {
    var frame = Iscan_Sync_V1_Frame()
    fill(&frame)
    outputs.append(.record(try frame.serializedData()))
  }
}

/// What is still to be written of a log.
private struct BundleRun: Sendable {
  let logIndex: UInt32
  var next: UInt64
  let last: UInt64
}

extension BundlePlan {
  var scope: ScopeID { standing.control.scope }

  /// What is to be written of each log, ascending.
  fileprivate var runs: [BundleRun] {
    let held = Dictionary(base.map { ($0.logIndex, $0.counter) }, uniquingKeysWith: max)
    return standing.stated.compactMap { position in
      let from = held[position.logIndex] ?? 0
      guard position.counter > from else { return nil }
      return BundleRun(
        logIndex: position.logIndex, next: from + 1, last: position.counter)
    }
  }

  fileprivate func described(for purpose: BundlePurpose) -> BundleScope {
    guard purpose == .changes else {
      return BundleScope(
        scope: scope, control: nil, controlBase: standing.control.sequence, base: [], end: [])
    }
    let end = standing.stated
    let held = Dictionary(end.map { ($0.logIndex, $0.counter) }, uniquingKeysWith: max)
    let first = controlBase + 1
    return BundleScope(
      scope: scope,
      control: first <= standing.control.sequence ? first...standing.control.sequence : nil,
      controlBase: controlBase,
      // A recipient may hold more than the creator: then nothing of that log is needed.
      base: base.filter { $0.counter > 0 && $0.counter <= held[$0.logIndex] ?? 0 }
        .sorted { $0.logIndex < $1.logIndex },
      end: end)
  }
}

extension ScopeStanding {
  /// The logs for whose admission is asked: the own one, and those of a hub's members.
  fileprivate var asking: [SignedContent] {
    [unadmitted?.genesis].compactMap { $0 } + passingOn.prefix(SyncLimits.logs)
  }

  /// Every log of which commits count, ascending; not beyond the log's end, as in a session.
  public var stated: [StatedPosition] {
    control.counted(positions.values.map(\.frontierEntry)).map(StatedPosition.init)
  }
}

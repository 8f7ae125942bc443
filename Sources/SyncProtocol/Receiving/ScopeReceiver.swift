public import CausalHistory
public import SignedLogs

/// Takes in what comes of one scope, whatever carries it: a session's stream or a bundle file.
///
/// Each run goes one way: limits, hash chain, seal, strict reading, past; what comes out at the end
/// is handed to the store in an order in which it can be applied. A log in which something does not
/// verify is left out; the others go on.
public struct ScopeReceiver: Sendable {
  public let scope: ScopeID
  /// Where this replica stands durably; nothing while the scope is new and its genesis has not come.
  public internal(set) var standing: ScopeStanding?
  /// Whose replica this is.
  let reader: NodeID
  /// Logs that are left out, and why.
  public internal(set) var leftOut: [UInt32: CloseCode] = [:]
  /// What is known of the sender's histories.
  var agreement = HistoryAgreement()
  /// Places at which the sender has shown what it holds; until it is looked up what is held here.
  var placesAsked: [Dot: PlaceShown] = [:]

  /// How far each log is handed over to be made durable, where that is further than `standing`.
  var handed: [UInt32: LogPosition] = [:]
  /// Control records that are verified and wait for one that explains what is erased among them.
  var heldControl: HeldControl?
  /// How far each log is verified, where that is further than what was handed over.
  var verified: [UInt32: LogPosition] = [:]
  /// Commits that no seal covers yet.
  var unsealed: [UInt32: [UnverifiedCommit]] = [:]
  var waiting = WaitingRuns()
  /// Requests that were handed over and are not durable yet.
  var controlApplying = 0
  var commitsApplying = 0
  /// The frames whose commits are not durable yet, in order of arrival.
  var held: [UInt32: [HeldFrame]] = [:]
  var releasedBytes = 0

  /// - Parameters:
  ///   - scope: The scope.
  ///   - reader: Whose replica this is.
  ///   - standing: Where this replica stands in it; nothing if it does not know it.
  public init(scope: ScopeID, reader: NodeID, standing: ScopeStanding? = nil) {
    self.scope = scope
    self.reader = reader
    self.standing = standing
  }
}

/// Verified control records that may not have effect yet.
struct HeldControl: Sendable {
  var control: ControlState
  var genesis: SignedContent?
  var records: [SignedContent] = []
  var bytes = 0
}

/// A frame that takes up room until its commits are durable.
struct HeldFrame: Sendable {
  /// Its last counter.
  let last: UInt64
  let bytes: Int
}

// MARK: - Where it stands

extension ScopeReceiver {
  /// The scope's control log as far as it is here or handed over.
  public var control: ControlState? { standing?.control }
  public var controlSequence: UInt64 { control?.sequence ?? 0 }

  /// Whether nothing that was handed over is still to become durable.
  public var isSettled: Bool { controlApplying == 0 && commitsApplying == 0 }

  /// The end of a log that is durable here or handed over to become so.
  public func position(_ logIndex: UInt32) -> LogPosition? {
    let durable = standing?.positions[logIndex]
    guard let handed = handed[logIndex] else { return durable }
    return handed.head.counter > durable?.head.counter ?? 0 ? handed : durable
  }

  /// How many commits of a log are durable here or handed over to become so.
  public func counter(_ logIndex: UInt32) -> UInt64 { position(logIndex)?.head.counter ?? 0 }

  /// The counter of the commit that continues what has come of a log.
  public func nextCounter(_ logIndex: UInt32) -> UInt64 {
    verifiedCounter(logIndex) + UInt64(unsealed[logIndex]?.count ?? 0) + 1
  }

  /// How far a log has come in and is verified, whether or not its past is here.
  func verifiedCounter(_ logIndex: UInt32) -> UInt64 {
    max(verified[logIndex]?.head.counter ?? 0, counter(logIndex))
  }

  /// The last counter of each log that is durable here or handed over to become so.
  public var frontier: VersionVector {
    var vector = VersionVector()
    for logIndex in (standing?.positions ?? [:]).keys.sorted() {
      vector.advance(logIndex, to: counter(logIndex))
    }
    for (logIndex, position) in handed { vector.advance(logIndex, to: position.head.counter) }
    return vector
  }

  /// What can stand for the past of others' commits: of each log so much as the sender is known to hold in
  /// the history that is here, and nothing of one of which two histories were found. Who has seen more of
  /// it may have seen what is not here, although it has the same name.
  var agreedFrontier: VersionVector {
    var vector = unpartedFrontier
    for entry in vector.entries {
      vector[entry.logIndex] = min(entry.counter, agreement[entry.logIndex])
    }
    return vector
  }

  /// Of each log all that is here, and nothing of one of which two histories were found.
  private var unpartedFrontier: VersionVector {
    var vector = frontier
    for (logIndex, code) in leftOut where code.meansAnotherHistory { vector[logIndex] = 0 }
    return vector
  }

  /// Every log of which commits count, ascending, as far as it is durable here or handed over; not
  /// beyond the log's end.
  public var positions: [StatedPosition] {
    guard let standing, standing.access == .full else { return [] }
    let held = Set(standing.positions.keys).union(handed.keys).compactMap(position)
    return standing.control.counted(held.map(\.frontierEntry)).map(StatedPosition.init)
  }

  /// The logs that wait, and what their next commits need; ascending by log.
  public var lacking: [(logIndex: UInt32, missing: [MissingPast])] { lacking(agreedFrontier) }

  /// The logs whose next commits need what is not here at all, be the sender's history the same or not.
  var lackingAltogether: [UInt32] {
    lacking(unpartedFrontier).filter { !$0.missing.isEmpty }.map(\.logIndex)
  }

  private func lacking(
    _ frontier: VersionVector
  ) -> [(logIndex: UInt32, missing: [MissingPast])] {
    guard let control else { return [] }
    return waiting.logIndices.map {
      ($0, waiting.missing($0, frontier: frontier, control: control))
    }
  }
}

// MARK: - What the store says

extension ScopeReceiver {
  /// A `.control` request is durable.
  public mutating func controlApplied() { controlApplying -= 1 }

  /// A `.commits` request is durable.
  public mutating func commitsApplied(_ runs: [UInt32: UInt64]) {
    commitsApplying -= 1
    for (logIndex, through) in runs {
      release(logIndex, through: through)
      // The store has compared what it was given with what it had by then.
      agreement.note(logIndex, through: through)
    }
    guard commitsApplying == 0 else { return }
    for (logIndex, position) in handed
    where position.head.counter > standing?.positions[logIndex]?.head.counter ?? 0 {
      standing?.positions[logIndex] = position
    }
    handed = [:]
  }

  /// The replica came to stand elsewhere by itself, or by another session. What was looked up before
  /// this session went on itself does not take it back; only a control record can make a log shorter.
  public mutating func update(_ standing: ScopeStanding) {
    var standing = standing
    for (logIndex, position) in standing.positions {
      // What grew elsewhere is not known to be what the sender of this has.
      let known = counter(logIndex)
      if position.head.counter > known { agreement.limit(logIndex, to: known) }
    }
    if let known = self.standing, known.control.sequence >= standing.control.sequence {
      standing.control = known.control
      for (logIndex, position) in known.positions
      where position.head.counter > standing.positions[logIndex]?.head.counter ?? 0 {
        standing.positions[logIndex] = position
      }
    }
    self.standing = standing
    handed = handed.filter { $0.value.head.counter > counter(durable: $0.key) }
    verified = verified.filter { $0.value.head.counter > counter($0.key) }
  }

  private func counter(durable logIndex: UInt32) -> UInt64 {
    standing?.positions[logIndex]?.head.counter ?? 0
  }

  // MARK: Room

  /// The bytes of frames that take up no more room since this was asked last.
  public mutating func takeReleasedBytes() -> Int {
    defer { releasedBytes = 0 }
    return releasedBytes
  }

  /// Gives back the bytes of verified commits that wait for another log, if nothing is on its way to
  /// the disk: what they wait for must find room, or nothing would ever move. How much may wait is
  /// bounded by ``SyncLimits/waitingBytes``; what no seal covers is not given back.
  mutating func releaseWaiting() {
    guard commitsApplying == 0, !waiting.isEmpty else { return }
    for (logIndex, frames) in held {
      let verified = verifiedCounter(logIndex)
      held[logIndex] = frames.map { frame in
        guard frame.last <= verified else { return frame }
        releasedBytes += frame.bytes
        return HeldFrame(last: frame.last, bytes: 0)
      }
    }
  }

  mutating func release(_ logIndex: UInt32, through counter: UInt64 = .max) {
    var frames = held[logIndex] ?? []
    while let first = frames.first, first.last <= counter {
      releasedBytes += first.bytes
      frames.removeFirst()
    }
    held[logIndex] = frames.isEmpty ? nil : frames
  }
}

public import ProtocolMessages
public import SignedLogs

/// What became of a run.
public enum RunFate: Sendable, Hashable {
  /// It was taken in; ``ScopeReceiver/takeReady(inParts:)`` says what of it can be applied.
  case taken
  /// All of it is here already, or its log is left out: nothing has changed. The seal is one over a place of
  /// which it is not known yet whether the sender holds there what is held here.
  case passedOver(Seal?)
  /// It does not follow what is here of its log: the commit `next` is missing. Nothing has changed.
  case gap(next: UInt64)
  /// Too much waits already; it must be sent again. Nothing has changed.
  case noRoom
  /// Something in it does not verify: its log is left out from now on.
  case leftOut(CloseCode)
}

extension ScopeReceiver {
  /// Takes in commits of one log.
  ///
  /// - Parameters:
  ///   - message: As it came.
  ///   - frameBytes: The bytes of its frame, which count until its commits are durable.
  /// - Returns: What became of it.
  /// - Throws: ``SyncError/refused(_:detail:)``: `limit-exceeded` or `protocol-violation`.
  public mutating func take(run message: Iscan_Sync_V1_LogRun, frameBytes: Int = 0) throws
    -> RunFate
  {
    var run = try ReceivedRun(message)
    let fate = take(&run)
    if fate == .taken {
      held[run.logIndex, default: []].append(HeldFrame(last: run.last, bytes: frameBytes))
    } else {
      releasedBytes += frameBytes
    }
    if case .leftOut(let code) = fate { leaveOut(run.logIndex, code) }
    return fate
  }

  private mutating func take(_ run: inout ReceivedRun) -> RunFate {
    let logIndex = run.logIndex
    guard leftOut[logIndex] == nil else { return .passedOver(nil) }
    let next = nextCounter(logIndex)
    if run.last < next { return .passedOver(telling(run.seals, of: logIndex)) }
    if run.first > next { return .gap(next: next) }
    if waiting.holds(logIndex), waiting.isOverfull { return .noRoom }
    let pending = (unsealed[logIndex] ?? []) + run.commits.dropFirst(Int(next - run.first))
    let first = verifiedCounter(logIndex) + 1
    let seals = run.seals.filter { $0.counter >= first }
    guard seals.allSatisfy({ $0.counter - first < UInt64(pending.count) }) else {
      return .leftOut(.badSeal)
    }
    guard !seals.isEmpty || reachesEnd(pending, logIndex) else {
      return keep(unsealed: pending, logIndex)
    }
    return verify(pending, seals, logIndex)
  }

  /// Whether the log ends by decision within commits that no seal covers: then the authority's word
  /// for the last one that counts stands like a seal.
  private func reachesEnd(_ pending: [UnverifiedCommit], _ logIndex: UInt32) -> Bool {
    guard let end = control?.logs[logIndex]?.cut?.counter else { return false }
    let verified = verifiedCounter(logIndex)
    return end > verified && end - verified <= UInt64(pending.count)
  }

  /// Takes up what waited for a seal in a log that has ended meanwhile.
  private mutating func takeEnded() {
    for logIndex in unsealed.keys.sorted() {
      guard let pending = unsealed[logIndex], reachesEnd(pending, logIndex) else { continue }
      if case .leftOut(let code) = verify(pending, [], logIndex) { leaveOut(logIndex, code) }
    }
  }

  private mutating func keep(unsealed pending: [UnverifiedCommit], _ logIndex: UInt32) -> RunFate {
    let bytes = pending.reduce(0) { $0 + $1.byteCount }
    guard pending.count <= SyncLimits.unsealedCommits, bytes <= SyncLimits.unsealedBytes else {
      return .leftOut(.limitExceeded)
    }
    unsealed[logIndex] = pending.isEmpty ? nil : pending
    return .taken
  }

  /// Verifies commits up to the last seal and puts them where they wait for their past.
  private mutating func verify(
    _ commits: [UnverifiedCommit], _ seals: [Seal], _ logIndex: UInt32
  ) -> RunFate {
    guard let genesis = control?.logs[logIndex]?.genesis else { return .leftOut(.badChain) }
    let start =
      verified[logIndex] ?? position(logIndex)
      ?? .start(logIndex: logIndex, logID: genesis.log)
    do throws(SignedLogError) {
      let run = try verifyRun(
        from: start, commits: commits, seals: seals, logKey: genesis.logKey,
        withdrawn: control?.withdrawals ?? [:], end: control?.logs[logIndex]?.cut)
      if let failure = run.failure { throw failure }
      waiting.add(run)
      agreement.note(logIndex, through: run.position.head.counter)
      verified[logIndex] = run.position
      return keep(unsealed: commits.suffix(run.unacceptedCount), logIndex)
    } catch {
      return .leftOut(CloseCode(error))
    }
  }

  /// The last seal over what is durable here and not known to be agreed.
  private func telling(_ seals: [Seal], of logIndex: UInt32) -> Seal? {
    let durable = standing?.positions[logIndex]?.head.counter ?? 0
    return seals.filter { $0.counter <= durable && $0.counter > agreement[logIndex] }
      .max { $0.counter < $1.counter }
  }

  /// Leaves a log out: what waits of it is forgotten, and nothing more is taken in.
  ///
  /// - Returns: Whether it was not left out before.
  @discardableResult
  public mutating func leaveOut(_ logIndex: UInt32, _ code: CloseCode) -> Bool {
    forget(logIndex)
    guard leftOut[logIndex] == nil else { return false }
    leftOut[logIndex] = code
    return true
  }

  /// Forgets what has come of a log and is not handed over; it can be asked for again.
  public mutating func forget(_ logIndex: UInt32) {
    waiting.drop(logIndex)
    unsealed[logIndex] = nil
    verified[logIndex] = nil
    let handed = counter(logIndex)
    let frames = held[logIndex] ?? []
    held[logIndex] = frames.filter { $0.last <= handed }
    releasedBytes += frames.filter { $0.last > handed }.reduce(0) { $0 + $1.bytes }
    if held[logIndex]?.isEmpty == true { held[logIndex] = nil }
  }

  /// Hands over whatever can be applied now; nothing if that is nothing.
  ///
  /// - Parameter inParts: Whether a run may be taken up to where its past ends, without its seal; as it must be
  ///   where too much waits.
  /// - Returns: One request; say ``commitsApplied(_:)`` when it is durable.
  public mutating func takeReady(inParts: Bool = false) -> ApplyRequest? {
    if !unsealed.isEmpty { takeEnded() }
    guard let control, !waiting.isEmpty else { return nil }
    var frontier = agreedFrontier
    let ready = waiting.takeReady(
      frontier: &frontier, control: control, inParts: inParts || waiting.isOverfull)
    for run in ready {
      let logIndex = run.position.logIndex
      handed[logIndex] = run.position
      if let head = verified[logIndex]?.head, head.counter <= run.position.head.counter {
        verified[logIndex] = nil
      }
    }
    guard !ready.isEmpty else { return nil }
    commitsApplying += 1
    return .commits(scope, ready)
  }

  /// Makes room: forgets the logs that wait longest for others, as many as are too many.
  ///
  /// - Returns: The logs, which can be asked for again.
  public mutating func shed() -> [UInt32] {
    var shed: [UInt32] = []
    while waiting.isOverfull, let last = waiting.logIndices.last {
      forget(last)
      shed.append(last)
    }
    return shed
  }
}

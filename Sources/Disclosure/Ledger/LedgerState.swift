public import PartnershipRecords

/// What the entries of a release ledger add up to; every rule of release is checked here.
///
/// Fold the stored entries with ``append(_:)``: an entry that breaks a rule, or the chain, throws
/// and nothing can be released from that ledger.
public struct LedgerState: Sendable {
  /// The most that anybody may spend on one source and month.
  public static let largestCap = Rational.one

  /// The most that may be spent on one source and month from now on; entries already in the ledger
  /// are held to ``largestCap``.
  public let cap: Rational
  /// The schemes that may be drawn with now. Older ones may stand in the entries.
  public let knownSchemes: Set<String>
  /// The hash of the last entry; 64 zeros before the first.
  public private(set) var head = LedgerEntry.genesis
  /// How many entries there are.
  public private(set) var count = 0
  /// The releases, in the order in which they were drawn.
  public private(set) var releases: [ReleaseRecord] = []

  private var releaseIndex: [String: Int] = [:]
  private var spent: [Account: Rational] = [:]

  private struct Account: Hashable {
    let source: RecordSource
    let period: Month
  }

  /// An empty ledger.
  ///
  /// - Parameters:
  ///   - knownSchemes: The hashes of the schemes that may be drawn with.
  ///   - cap: The budget of each source and month; a partnership may set less than 1, not more.
  public init(knownSchemes: Set<String>, cap: Rational = .one) {
    self.knownSchemes = knownSchemes
    self.cap = min(cap, Self.largestCap)
  }

  /// What was spent on a source and month.
  public func spent(source: RecordSource, period: Month) -> Rational {
    spent[Account(source: source, period: period), default: .zero]
  }

  /// A release, or `nil` if there is none of this name.
  public func record(of release: String) -> ReleaseRecord? {
    releaseIndex[release].map { releases[$0] }
  }

  func lastManifestHash(source: RecordSource) -> String? {
    releases.last { $0.draw.source == source }?.draw.manifestHash
  }

  /// Checks whether a slot may be drawn, and says what would then have been spent.
  func checkDraw(
    source: RecordSource, period: Month, slot: ReleaseSlot, schemeHash: String, rho: Rational,
    at time: Int64
  ) throws(DisclosureError) -> Rational {
    guard knownSchemes.contains(schemeHash) else { throw .unknownScheme(hash: schemeHash) }
    return try checkBudget(
      source: source, period: period, slot: slot, rho: rho, cap: cap, at: time)
  }

  private func checkBudget(
    source: RecordSource, period: Month, slot: ReleaseSlot, rho: Rational, cap: Rational,
    at time: Int64
  ) throws(DisclosureError) -> Rational {
    let release = ReleaseManifest.release(source: source, period: period, slot: slot)
    guard releaseIndex[release] == nil else { throw .slotAlreadyDrawn(release: release) }
    // An earlier figure after a later one would change what was called final, and cost for it.
    let later = ReleaseSlot.allCases.last { other in
      other.delayInMonths > slot.delayInMonths
        && releaseIndex[
          ReleaseManifest.release(source: source, period: period, slot: other)] != nil
    }
    if let later { throw .slotPassed(period: period, slot: slot, later: later) }
    let opens = slot.opening(of: period)
    guard Month(holdingSecond: time) >= opens else {
      throw .slotNotOpen(period: period, slot: slot, opens: opens)
    }
    let running = try spent(source: source, period: period).adding(rho)
    guard running <= cap else {
      throw .capExceeded(period: period, running: running, cap: cap)
    }
    return running
  }

  /// The entry that records a draw. Store it in the transaction that stores the measurement.
  ///
  /// - Parameters:
  ///   - measurement: What ``Gate`` measured with this ledger.
  ///   - actor: The analyst who built it.
  ///   - time: Now, in seconds since 1970 (UTC).
  ///   - reason: Why, in the analyst's words.
  /// - Returns: The entry, not yet part of the ledger.
  /// - Throws: ``DisclosureError`` if a rule forbids it.
  public func entry(
    drawing measurement: DrawnMeasurement, by actor: Actor, at time: Int64, reason: String = ""
  ) throws(DisclosureError) -> LedgerEntry {
    let entry = LedgerEntry(
      sequence: count + 1, previousHash: head, time: time, actor: actor,
      release: measurement.release, step: .built, draw: LedgerDraw(measurement.manifest),
      reason: reason)
    let manifest = measurement.manifest
    _ = try checkDraw(
      source: manifest.source, period: manifest.period, slot: manifest.slot,
      schemeHash: manifest.schemeHash, rho: manifest.rho, at: time)
    var trial = self
    try trial.append(entry)
    return entry
  }

  /// The entry that records a later step.
  ///
  /// - Parameters:
  ///   - step: Any step but ``ReleaseStep/built``.
  ///   - release: The release's name.
  ///   - actor: The person, with a role that may take the step.
  ///   - time: Now, in seconds since 1970 (UTC).
  ///   - reason: Why, in the person's words.
  /// - Returns: The entry, not yet part of the ledger.
  /// - Throws: ``DisclosureError`` if a rule forbids it.
  public func entry(
    step: ReleaseStep, release: String, by actor: Actor, at time: Int64, reason: String = ""
  ) throws(DisclosureError) -> LedgerEntry {
    let entry = LedgerEntry(
      sequence: count + 1, previousHash: head, time: time, actor: actor, release: release,
      step: step, draw: nil, reason: reason)
    var trial = self
    try trial.append(entry)
    return entry
  }

  /// Adds an entry, with every check.
  ///
  /// - Parameter entry: The next entry.
  /// - Throws: ``DisclosureError``; the state is then unchanged.
  public mutating func append(_ entry: LedgerEntry) throws(DisclosureError) {
    guard entry.sequence == count + 1 else {
      throw .ledgerBroken(sequence: entry.sequence, reason: .sequence)
    }
    guard entry.previousHash == head else {
      throw .ledgerBroken(sequence: entry.sequence, reason: .previousHash)
    }
    guard entry.step.roles.contains(entry.actor.role) else {
      throw .roleCannot(step: entry.step, role: entry.actor.role)
    }
    if let draw = entry.draw { try addDraw(draw, entry) } else { try takeStep(entry) }
    head = entry.hash
    count = entry.sequence
  }

  private mutating func addDraw(
    _ draw: LedgerDraw, _ entry: LedgerEntry
  ) throws(DisclosureError) {
    guard entry.step == .built else {
      throw .stepOutOfOrder(
        release: entry.release, step: entry.step, status: record(of: entry.release)?.step)
    }
    guard entry.release == draw.release else {
      throw .ledgerBroken(sequence: entry.sequence, reason: .releaseName)
    }
    var cost = Rational.zero
    for query in draw.queries { cost = try cost.adding(query.variance.rho) }
    let running = try checkBudget(
      source: draw.source, period: draw.period, slot: draw.slot, rho: cost, cap: Self.largestCap,
      at: entry.time)
    guard draw.rho == cost, draw.runningRho == running else {
      throw .ledgerBroken(sequence: entry.sequence, reason: .runningTotal)
    }
    spent[Account(source: draw.source, period: draw.period)] = running
    releaseIndex[draw.release] = releases.count
    releases.append(
      ReleaseRecord(
        draw: draw, step: .built, builder: entry.actor, approver: nil, drawHash: entry.hash,
        time: entry.time))
  }

  private mutating func takeStep(_ entry: LedgerEntry) throws(DisclosureError) {
    guard let place = releaseIndex[entry.release] else {
      throw .stepOutOfOrder(release: entry.release, step: entry.step, status: nil)
    }
    let status = releases[place].step
    guard entry.step.canFollow(status) else {
      throw .stepOutOfOrder(release: entry.release, step: entry.step, status: status)
    }
    if entry.step == .approved {
      guard entry.actor.handle != releases[place].builder.handle else {
        throw .approverBuiltIt(handle: entry.actor.handle)
      }
      releases[place].approver = entry.actor
    }
    releases[place].step = entry.step
    releases[place].time = entry.time
  }
}

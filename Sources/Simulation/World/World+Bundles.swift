import ProtocolMessages
import SignedLogs
import SwiftProtobuf
import SyncProtocol

import struct Foundation.Data

/// A bundle on its way: the records that the product's writer made. The seal around them is tested
/// beside its code; what a run alters is what somebody could sign who lies.
struct CarriedBundle {
  let number: Int
  let creator: Int
  let recipient: Int
  let manifest: BundleManifest
  /// After the manifest.
  let records: [Data]
}

/// What becomes of a file before it is read.
enum BundleDamage {
  case none
  /// So many thousandths of its records are left, the last one in part.
  case cutShort(Int)
  /// One byte is another.
  case altered(place: Int, bit: Int)
  /// Its records are in another order.
  case shuffled(Int)
  /// It is whole, and the process ends after so many records.
  case brokenOff(Int)
}

/// What taking a bundle in came to.
private struct BundleOutcome {
  let summary: BundleSummary
  /// Whether the file was read to its end.
  let isWhole: Bool
}

// What is carried by hand between machines that have no line.
extension World {
  /// Lets somebody make a bundle, and draws when it arrives, in what state, and how often.
  func carryBundles() throws {
    let strength = plan.strength(.bundle)
    guard strength > 0, bundleRandom.chance(strength),
      let creator = bundleRandom.pick(replicas), creator.isUp,
      let recipient = bundleRandom.pick(
        creator.place == 0 || bundleRandom.chance(25)
          ? replicas.filter { $0.node != creator.node } : [hub])
    else { return }
    let purpose: BundlePurpose =
      bundleRandom.chance(80) ? .changes : bundleRandom.chance(50) ? .request : .receipt
    guard let bundle = try makeBundle(purpose, at: creator, for: recipient) else { return }
    counts.fault(.bundle)
    bundles.append(bundle)
    note(
      (creator.place, recipient.place, bundle.records.count),
      "\(creator.name) makes bundle \(bundle.number) for \(recipient.name): \(purpose.rawValue), "
        + "\(bundle.records.count) records")
    for _ in 0..<[0, 1, 1, 1, 2, 3][bundleRandom.below(6)] {
      let steps = bundleRandom.chance(60) ? 2 : 20
      queue.add(
        .bundle(bundle.number, drawDamage(of: bundle)),
        at: now + UInt64(1 + bundleRandom.below(steps * plan.pauseMilliseconds)))
    }
  }

  private func drawDamage(of bundle: CarriedBundle) -> BundleDamage {
    switch bundleRandom.below(12) {
    case 0: .cutShort(bundleRandom.below(1_000))
    case 1: .altered(place: bundleRandom.below(1_000_000), bit: bundleRandom.below(8))
    case 2: .shuffled(bundleRandom.below(1_000_000))
    case 3: .brokenOff(bundleRandom.below(bundle.records.count + 1))
    default: .none
    }
  }

  // MARK: Making

  /// Makes a bundle by the product's writer; nothing where nothing is shared.
  private func makeBundle(
    _ purpose: BundlePurpose, at creator: SimulatedReplica, for recipient: SimulatedReplica
  ) throws -> CarriedBundle? {
    try prepareOwnLogs(creator)
    let plans = try bundlePlans(at: creator, for: recipient)
    guard !plans.isEmpty else { return nil }
    var writer = BundleWriter(
      BundleSetup(
        purpose: purpose, identity: creator.identity, bundleKey: [], recipients: [recipient.node],
        createdAt: creator.clock(now), software: "sim", givesReceipts: creator.place == 0),
      plans: plans)
    var records: [Data] = []
    var loaded: LoadedContent?
    while true {
      var request: LoadRequest?
      for output in try writer.next(loaded) {
        switch output {
        case .record(let record):
          try checkCarried(record, from: creator, to: recipient)
          records.append(record)
        case .load(let wanted): request = wanted
        case .finished:
          if purpose == .request { noteRequest(records, of: creator) }
          return CarriedBundle(
            number: bundles.count, creator: creator.place, recipient: recipient.place,
            manifest: writer.manifest, records: Array(records.dropFirst()))
        }
      }
      guard let request else { throw Violation(.S19, "a bundle is never finished") }
      try checkRelease(request, creator)
      try checkCounted(request, creator)
      loaded = try creator.storage.load(request)
    }
  }

  /// What of each scope a bundle may have, and from where on; as the product's desk has it.
  private func bundlePlans(at creator: SimulatedReplica, for recipient: SimulatedReplica) throws
    -> [BundlePlan]
  {
    let request = bundleRandom.pick(bundleRequests[recipient.place] ?? [])
    let beginning = bundleRandom.below(3)
    return try standings(of: creator).compactMap { standing in
      var standing = standing
      // Nobody but the hub waits for a word that something was erased.
      if recipient.place != 0 { (standing.erased, standing.erasedAndTold) = ([], []) }
      let scope = standing.control.scope
      guard standing.control.isMember(recipient.node) else {
        guard standing.control.hasLeft(recipient.node),
          let ended = try control(of: scope, at: creator, endedFor: recipient.node)
        else { return nil }
        return BundlePlan(
          standing: ScopeStanding(control: ended, positions: [:], access: .controlOnly))
      }
      if beginning == 1, let stands = request?[scope] {
        return BundlePlan(
          standing: standing, controlBase: stands.controlSequence, base: stands.positions)
      }
      guard beginning == 2 else { return BundlePlan(standing: standing) }
      let held = acknowledged[LookKey(replica: recipient.place, scope: scope)] ?? [:]
      return BundlePlan(
        standing: standing,
        base: standing.control.logsInOrder.compactMap { log in
          held[log.genesis.log].map {
            StatedPosition(logIndex: log.logIndex, counter: $0, hashPrefix: [])
          }
        })
    }
  }

  private func noteRequest(_ records: [Data], of creator: SimulatedReplica) {
    var stands: [ScopeID: CreatorStanding] = [:]
    for record in records.dropFirst() {
      guard let frame = try? Iscan_Sync_V1_Frame(serializedBytes: record),
        case .scopeState(let state) = frame.content, let scope = ScopeID(state.scopeID)
      else { continue }
      stands[scope] = CreatorStanding(state)
    }
    bundleRequests[creator.place, default: []].append(stands)
  }

  /// S12, S17, S26: a record leaves a process in a file as a frame does in a stream.
  private func checkCarried(
    _ record: Data, from creator: SimulatedReplica, to recipient: SimulatedReplica
  ) throws {
    guard record.count <= SyncLimits.frameBytes else {
      throw Violation(.S26, "\(creator.name) writes a record of \(record.count) bytes")
    }
    if scopes.count > 1 { try checkConfidential(record, creator, recipient) }
    guard let first = record.first, first == 10 << 3 | 2 else { return }
    try checkDurable(record, creator, heard: try sequences(at: creator))
  }

  /// S19: beyond the end of a log nothing is carried that a session would not send.
  private func checkCounted(_ request: LoadRequest, _ creator: SimulatedReplica) throws {
    guard case .run(let scope, let logIndex, _, let last, _, _) = request else { return }
    let counted = try creator.storage.control(of: scope).counted(last, of: logIndex)
    guard last > counted else { return }
    throw Violation(
      .S19,
      "\(creator.name) writes log \(logIndex) up to \(last) into a bundle; it ends at \(counted)")
  }

  // MARK: Taking in

  /// Somebody brings a file to the one whom it is for.
  func bundleArrives(_ bundle: CarriedBundle, _ damage: BundleDamage) throws {
    let replica = replicas[bundle.recipient]
    guard !isHealed, replica.isUp else { return }
    note((bundle.number, replica.place, 31), "bundle \(bundle.number) arrives: \(damage)")
    guard case .none = damage else {
      _ = try takeIn(bundle, damage, at: replica)
      if case .brokenOff = damage { try crash(replica) }
      return
    }
    try prepareOwnLogs(replica)
    let before = try measure(replica)
    guard let outcome = try takeIn(bundle, damage, at: replica) else { return }
    try checkBrought(bundle, outcome, before, at: replica)
    let after = try measure(replica)
    if let again = try takeIn(bundle, damage, at: replica), again.isWhole, outcome.isWhole {
      try checkUnchanged(after, at: replica, by: bundle, again)
    }
    try replica.storage.withoutFaults { try look(at: replica) }
    guard replica.place > 0, bundle.manifest.creator == hub.node else { return }
    try goOnAfterVerdicts(
      replica, in: bundle.manifest.scopesBroughtWhole(to: standings(of: replica)))
  }

  /// Everybody is level: whatever still lies around brings nothing any more. Only what a machine
  /// wrote before it was put back may be on a stick and nowhere else; then that goes round.
  func takeOldBundlesIn() throws {
    var isBack = false
    for bundle in bundles {
      let replica = replicas[bundle.recipient]
      guard !replica.isLiar, !replica.isGone, !replicas[bundle.creator].isLiar else { continue }
      let before = try measure(replica)
      guard let outcome = try takeIn(bundle, .none, at: replica) else { continue }
      // Of somebody who is a member no more nothing is expected; but what one was given goes round
      // where one still is.
      let isMember = try scopes.allSatisfy {
        try replica.place == 0 || hub.storage.control(of: $0).isMember(replica.node)
      }
      if replicas.contains(where: { $0.wasRestored || $0.mayFork }) || !isMember {
        // What lies beyond the end of a log does not count, and is repeated by its author.
        let isNew = try !changes(before, measure(replica)).isEmpty
        if isNew || outcome.summary.commitsReceived > 0 { isBack = true }
      } else {
        try checkUnchanged(before, at: replica, by: bundle, outcome)
      }
    }
    guard !bundles.isEmpty else { return }
    if isBack {
      note((0, 0, 35), "bundles bring back what was lost")
      try synchroniseAll(rounds: 6)
    }
    try checkLevel()
  }

  /// What the hub made before it was put back, and lies around somewhere, is read.
  func readBundlesOfHub() throws {
    for bundle in bundles where bundle.creator == 0 {
      let replica = replicas[bundle.recipient]
      if replica.isLiar || replica.isGone { continue }
      _ = try takeIn(bundle, .none, at: replica)
    }
  }

  /// Takes a file in by the product's reader, as its driver does; nothing if it was refused whole.
  private func takeIn(
    _ bundle: CarriedBundle, _ damage: BundleDamage, at replica: SimulatedReplica
  ) throws -> BundleOutcome? {
    var reader: BundleReader
    do {
      reader = try BundleReader(
        bundle.manifest,
        reading: BundleReading(
          node: replica.node, hub: replica.place == 0 ? nil : hub.node,
          knowsCreator: replica.place == 0 && !isRevokedAnywhere(replicas[bundle.creator]),
          standings: try standings(of: replica),
          lost: replica.place == 0 ? Set(try scopes.filter { try !mayDecide($0) }) : []))
    } catch let fault as BundleFault {
      note((bundle.number, replica.place, 32), "bundle \(bundle.number) is refused: \(fault.code)")
      return nil
    }
    var isWhole = false
    do {
      var readings = 0
      repeat {
        readings += 1
        guard readings <= 200 else {
          throw Violation(.S27, "bundle \(bundle.number) is read without end")
        }
        reader.begin()
        for record in damage.apply(to: bundle.records) {
          try step(.frame(record), &reader, bundle, at: replica)
        }
      } while reader.needsAnotherReading
      isWhole = true
    } catch let fault as BundleFault {
      note((bundle.number, replica.place, 33), "bundle \(bundle.number) is left: \(fault.code)")
    } catch SyncError.refused(let code, _) {
      note((bundle.number, replica.place, 34), "bundle \(bundle.number) is left: \(code.name)")
    }
    let summary = reader.summary
    note(
      (bundle.number, summary.commitsReceived, summary.controlRecordsReceived),
      "bundle \(bundle.number) brings \(summary.commitsReceived) commits, "
        + "\(summary.controlRecordsReceived) control records; needs \(reader.needs.count), leaves "
        + "\(reader.logsLeftOut.count) logs and \(summary.scopesRefused.count) scopes out")
    return BundleOutcome(summary: summary, isWhole: isWhole)
  }

  private func step(
    _ input: BundleInput, _ reader: inout BundleReader, _ bundle: CarriedBundle,
    at replica: SimulatedReplica
  ) throws {
    var inputs = [input]
    while !inputs.isEmpty {
      for output in try reader.step(inputs.removeFirst()) {
        if let next = try answer(output, bundle, at: replica) { inputs.append(next) }
      }
    }
  }

  private func answer(
    _ output: SessionOutput, _ bundle: CarriedBundle, at replica: SimulatedReplica
  ) throws -> BundleInput? {
    switch output {
    case .apply(let request):
      if case .commits(let scope, let runs) = request {
        try checkBeforeApply(runs, scope, replica)
      }
      if mode == .memory, !isHealed, plan.strength(.diskFull) > 0,
        bundleRandom.chance(plan.strength(.diskFull))
      {
        throw StorageFault.disk(replica.place, "full")
      }
      let content = try store(request, replica)
      try tellLiveSessions(of: replica, request.scope)
      return .applied(content)
    case .load(let request):
      return .loaded(try replica.storage.load(request))
    case .admit(let scope, let genesis, let known):
      guard replica.place == 0 else { return .admissionRefused(scope, genesis.log) }
      guard
        case .admitted(let scope, let first, let records) = try admit(
          genesis, to: scope, after: known)
      else { return .admissionRefused(scope, genesis.log) }
      try tellLiveSessions(of: replica, scope)
      return .admitted(scope, first: first, records: records)
    case .receipt(let receipt):
      guard receipt.isSigned(by: hub.identity.publicKey) else {
        throw Violation(.S10, "\(replica.name) takes a receipt that the hub never signed")
      }
      try replica.storage.keep(carried: receipt)
    case .acknowledged(let scope, let positions):
      try (replica.storage as? DatabaseStorage)?.keep(
        acknowledged: positions, by: replicas[bundle.creator].node, of: scope)
    case .evidence(let evidence):
      try (replica.storage as? DatabaseStorage)?.keep(evidence)
    default: break
    }
    return nil
  }
}

extension BundleDamage {
  /// What is left of a file's records.
  fileprivate func apply(to records: [Data]) -> [Data] {
    guard !records.isEmpty else { return records }
    var records = records
    switch self {
    case .none: break
    case .cutShort(let thousandths):
      let left = records.count * thousandths / 1_000
      let part = records[left].prefix(records[left].count / 2)
      records = Array(records.prefix(left)) + (part.isEmpty ? [] : [Data(part)])
    case .altered(let place, let bit):
      var rest = place % records.reduce(0) { $0 + $1.count }
      for number in records.indices {
        guard rest >= records[number].count else {
          records[number][records[number].startIndex + rest] ^= UInt8(1 << bit)
          break
        }
        rest -= records[number].count
      }
    case .shuffled(let seed):
      var random = SeededRandom(seed: UInt64(seed), stream: "order")
      records.shuffle(using: &random)
    case .brokenOff(let count): records = Array(records.prefix(count))
    }
    return records
  }
}

// MARK: - S19

extension World {
  /// Where a replica stands in a scope.
  private struct Measure {
    let control: ControlPosition
    /// How far each log goes, and counts.
    let frontier: [FrontierEntry]
    let state: Digest
    /// How far the hub's word goes for what counts.
    let receipt: [UInt32: UInt64]

    /// What is another than it was, in words.
    func changes(since before: Self) -> [String] {
      [
        control == before.control ? nil : "the control log",
        frontier == before.frontier ? nil : "logs",
        state == before.state ? nil : "the state",
        // A file may have a later word than the last session, and an earlier one changes nothing.
        before.receipt.allSatisfy { $0.value <= receipt[$0.key] ?? 0 } ? nil : "the receipt",
      ].compactMap { $0 }
    }
  }

  private func changes(_ before: [ScopeID: Measure], _ after: [ScopeID: Measure]) -> [String] {
    after.sorted { $0.key < $1.key }.flatMap { scope, measure in
      before[scope].map { measure.changes(since: $0) } ?? ["a scope is new"]
    }
  }

  private func measure(_ replica: SimulatedReplica) throws -> [ScopeID: Measure] {
    try replica.storage.withoutFaults {
      var found: [ScopeID: Measure] = [:]
      for scope in try replica.storage.scopes() {
        let control = try replica.storage.control(of: scope)
        found[scope] = Measure(
          control: control.position,
          frontier: control.counted(
            try replica.storage.positions(of: scope).values.map {
              FrontierEntry(
                logIndex: $0.logIndex, counter: $0.head.counter, headHash: $0.head.hash)
            }),
          state: try replica.storage.stateHash(of: scope),
          // A hub that was put back says less than it did, and its earlier word is no lie.
          receipt: hub.wasRestored
            ? [:]
            : Dictionary(
              uniqueKeysWithValues: (try replica.storage.receipt(for: scope)?.frontier ?? []).map {
                ($0.logIndex, control.counted($0.counter, of: $0.logIndex))
              }))
      }
      return found
    }
  }

  /// S19: what was taken in once changes nothing.
  private func checkUnchanged(
    _ before: [ScopeID: Measure], at replica: SimulatedReplica, by bundle: CarriedBundle,
    _ outcome: BundleOutcome
  ) throws {
    let changed = changes(before, try measure(replica))
    guard changed.isEmpty, outcome.summary.controlRecordsReceived == 0 else {
      throw Violation(
        .S19,
        "\(replica.name) has all of bundle \(bundle.number), and it brings "
          + "\(outcome.summary.commitsReceived) commits and "
          + "\(outcome.summary.controlRecordsReceived) control records; changed: "
          + (changed.isEmpty ? "nothing" : changed.joined(separator: ", ")))
    }
  }

  /// S19: a whole bundle of which everything that it builds on is here brings its reader as far as a
  /// session would have.
  private func checkBrought(
    _ bundle: CarriedBundle, _ outcome: BundleOutcome, _ before: [ScopeID: Measure],
    at replica: SimulatedReplica
  ) throws {
    guard outcome.isWhole, bundle.manifest.purpose == .changes, !replica.isLiar,
      !replicas[bundle.creator].isLiar, !replicas.contains(where: { $0.wasRestored || $0.mayFork })
    else { return }
    for part in bundle.manifest.scopes {
      let here = before[part.scope]
      let creator = replicas[bundle.creator]
      guard part.controlBase <= here?.control.sequence ?? 0,
        part.base.allSatisfy({ base in
          base.counter <= here?.frontier.first { $0.logIndex == base.logIndex }?.counter ?? 0
        }),
        !outcome.summary.scopesPassedOver.contains(part.scope),
        try replica.storage.withoutFaults({ try replica.storage.scopes().contains(part.scope) })
      else { continue }
      let control = try replica.storage.withoutFaults {
        try replica.storage.control(of: part.scope)
      }
      // Of somebody whose membership has ended nothing is taken in.
      guard control.isMember(replica.node), control.isMember(creator.node) else { continue }
      guard control.sequence >= part.control?.upperBound ?? 0 else {
        throw Violation(
          .S19,
          "bundle \(bundle.number) has control records up to \(part.control?.upperBound ?? 0), and "
            + "\(replica.name) has taken \(control.sequence)")
      }
      let held = try replica.storage.withoutFaults {
        try replica.storage.positions(of: part.scope)
      }
      for end in part.end {
        let counter = held[end.logIndex]?.head.counter ?? 0
        guard counter < control.counted(end.counter, of: end.logIndex) else { continue }
        throw Violation(
          .S19,
          "bundle \(bundle.number) has log \(end.logIndex) up to \(end.counter), and \(replica.name) "
            + "has taken it to \(counter)")
      }
    }
  }
}

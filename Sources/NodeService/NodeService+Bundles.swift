internal import Foundation
internal import GRDB
internal import NodeStore
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs
public import SyncProtocol
public import SyncTransport

extension NodeService {
  /// Makes a bundle file to carry by hand.
  ///
  /// - Parameters:
  ///   - purpose: What for.
  ///   - references: Whom for; the hub if nobody is named.
  ///   - answering: A bundle of the one who asks; the answer begins where that one stands.
  ///   - everything: Begin at the very beginning, whatever the recipients are known to hold.
  ///   - path: Where; nothing may be there yet.
  /// - Returns: What is in it.
  /// - Throws: `TransportError` with a code that begins with `bundle-`; ``NodeServiceError``.
  public func makeBundle(
    _ purpose: BundlePurpose, for references: [String], answering: String?, everything: Bool,
    at path: String
  ) async throws -> BundleMade {
    _ = try requiredEnrolment()
    try checkMarks()
    if purpose == .changes { try queueApprovedReleases() }
    try Erasures.finish(in: database.pool, now: now())
    let desk = try bundleDesk(Notices())
    let base: BundleBase =
      try answering.map { .request(try desk.request($0)) }
      ?? (everything ? .nothing : .acknowledged)
    let asked = references.isEmpty && answering == nil ? ["HUB"] : references
    let randomness = randomBytes(48)
    var made = try await desk.make(
      purpose, for: asked, from: base, at: path, createdAt: milliseconds, randomness: randomness)
    let recipients = made.recipients
    do {
      try write { db, _ in
        try MadeBundles.note(Array(randomness.prefix(16)), for: recipients, at: now(), in: db)
      }
    } catch {
      // What is not written down was not made.
      try? FileManager.default.removeItem(atPath: path)
      throw error
    }
    if purpose == .changes { made.notIncluded = try notAdmittedYet() }
    return made
  }

  /// What was shared here and cannot leave yet, since its log is not admitted.
  private func notAdmittedYet() throws -> [String] {
    let waiting = try waitingRecords().filter(\.isUnadmitted)
    guard !waiting.isEmpty else { return [] }
    return [
      "Not in it: \(waiting.map(\.reference).joined(separator: ", ")). The hub has not admitted this "
        + "node's log yet, which this bundle asks for. Carry it there, take in the hub's answer (iscan "
        + "sync import), and export again."
    ]
  }

  /// Says what a bundle is, having checked all of it; takes nothing in.
  public func inspectBundle(_ path: String) throws -> BundleInspection {
    var found = try bundleDesk(Notices()).inspect(path) { try newlyConfirmed(by: $0) }
    found.effects += try found.scopesLeft.compactMap { try erased(onLeaving: $0) }
    return found
  }

  /// What is erased here, and what stays, once this partnership has left a scope.
  private func erased(onLeaving name: String) throws -> String? {
    let node = try nodeID()
    return try read { records in
      guard let scope = try records.scopes().first(where: { $0.hex == name }) else { return nil }
      let work = try records.ownWork(of: node, in: scope)
      guard !work.othersTasks.isEmpty || !work.tasks.isEmpty else { return nil }
      let others = work.othersTasks.isEmpty ? "" : ": \(work.othersTasks.joined(separator: ", "))"
      let isOne = (others: work.othersTasks.count == 1, own: work.tasks.count == 1)
      return
        "\(counted(work.othersTasks.count, "task", "tasks")) of others \(isOne.others ? "is" : "are") "
        + "then erased here\(others). \(counted(work.tasks.count, "task", "tasks")) that this partnership "
        + "made \(isOne.own ? "stays" : "stay"), on this machine only."
    }
  }

  /// How many of this node's changes the hub's word confirms that are not confirmed yet.
  private func newlyConfirmed(by receipt: ReceiptRecord) throws -> Int {
    let node = try nodeID()
    return try read { records in
      guard try records.scopes().contains(receipt.scope) else { return 0 }
      let control = try records.control(of: receipt.scope)
      if let kept = try records.receipt(for: receipt.scope),
        !receipt.saysMore(than: kept, under: control)
      {
        return 0
      }
      let positions = try records.positions(of: receipt.scope)
      return try control.logs(of: node).reduce(0) { sum, log in
        let stated = receipt.frontier.first { $0.logIndex == log.logIndex }?.counter ?? 0
        let here = positions[log.logIndex]?.head.counter ?? 0
        let known = try records.confirmed(ofLog: log.logIndex, in: receipt.scope)
        let confirmed = min(stated, here)
        return sum + Int(clamping: confirmed) - Int(clamping: min(known, confirmed))
      }
    }
  }

  /// How many of this node's changes the hub has confirmed, in all scopes together.
  private func confirmedChanges() throws -> Int {
    let node = try nodeID()
    return try read { records in
      try records.scopes().reduce(0) { sum, scope in
        try records.control(of: scope).logs(of: node).reduce(sum) {
          try $0 + Int(clamping: records.confirmed(ofLog: $1.logIndex, in: scope))
        }
      }
    }
  }

  /// Takes a bundle in: what a session would have brought.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - progress: Given the share of the file that was read, from 0 to 1.
  /// - Returns: What was new, and what is missing.
  /// - Throws: `TransportError` with a code that begins with `bundle-`; `BundleFault`.
  public func takeInBundle(
    _ path: String, progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) async throws -> BundleReport {
    _ = try requiredEnrolment()
    try checkMarks()
    let delivered = try deliveredReleases()
    let confirmed = try confirmedChanges()
    let noticed = Notices()
    try leaveEndedScopes(noticed)
    let taken: BundleTakenIn
    do {
      taken = try await bundleDesk(noticed).takeIn(path, progress: progress)
    } catch let fault as any RemediedError {
      try? note(refusedBundle: path, fault)
      throw fault
    }
    var report = taken.report
    let manifest = taken.manifest
    try queueApprovedReleases()
    try settleReleases()
    _ = try goOn(where: noticed.behind)
    _ = try goOnAfterVerdicts(in: scopesBroughtWhole(by: manifest))
    let repeated = try recoveries().filter { $0.repeated != nil }
    report.notices += repeated.compactMap(\.sentences.first)
    report.notices += try settleRecoveries()
    _ = try putBackSetAside()
    report.notices += noticed.sentences
    report.releasesDelivered = try deliveredReleases().subtracting(delivered).sorted()
    report.confirmed = max(0, try confirmedChanges() - confirmed)
    report.openConflicts = try conflictsWaiting().total
    let (received, missing) = (report.commitsReceived, report.missing.first)
    try write { _, records in
      try records.keep(carried: taken.stands, of: manifest.creator)
      try records.keep(
        SessionRecord(
          bundleOf: manifest.creator, endedAt: now(),
          outcome: missing == nil ? "finished" : "incomplete",
          code: missing.map { _ in BundleReport.incompleteCode }, words: missing,
          commitsReceived: received))
    }
    return report
  }

  /// Leaves a trace of a file of which nothing was taken; not of one that cannot be read at all.
  private func note(refusedBundle path: String, _ fault: any RemediedError) throws {
    guard let session = SessionRecord(refusedBundle: path, fault, endedAt: now()) else { return }
    try write { _, records in try records.keep(session) }
  }

  /// The scopes of which all that the hub held when it made a bundle is here: what others have of this
  /// node's logs is among it.
  private func scopesBroughtWhole(by manifest: BundleManifest) throws -> Set<ScopeID> {
    guard manifest.creator == (try requiredEnrolment().hubNode) else { return [] }
    return manifest.scopesBroughtWhole(to: try standings())
  }

  private func bundleDesk(_ noticed: Notices) throws -> BundleDesk {
    let hub = try requiredEnrolment().hubNode
    return BundleDesk(
      identity: try identity(), key: try keys.bundleKey(), hub: hub, givesReceipts: false,
      isEnrolled: { _ in false }, software: Self.software,
      keeper: { [self] in keeper(noticed, from: $0) },
      standings: { [self] in try standings() },
      acknowledged: { [self] node, scope in
        try read { records in
          var held = try records.acknowledged(by: node, of: scope)
          if node == hub {
            for logIndex in try records.receipt(for: scope)?.frontier.map(\.logIndex) ?? [] {
              held[logIndex] = max(
                held[logIndex] ?? 0, try records.confirmed(ofLog: logIndex, in: scope))
            }
          }
          return try records.limitedToCarried(held, by: node, of: scope)
        }
      },
      ended: { [self] node, scope in
        try read { try $0.control(of: scope, endedFor: node) }
      },
      madeFor: { [self] name in
        try database.pool.read { try MadeBundles.recipients(of: name, in: $0) }
      })
  }
}

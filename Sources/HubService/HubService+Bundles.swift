internal import Foundation
internal import GRDB
internal import HubStore
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs
public import SyncProtocol
public import SyncTransport

extension HubService {
  /// Makes a bundle file to carry by hand.
  ///
  /// - Parameters:
  ///   - purpose: What for.
  ///   - references: Whom for, such as `GAT`.
  ///   - answering: A bundle of the one who asks; the answer begins where that one stands.
  ///   - everything: Begin at the very beginning, whatever the recipients are known to hold.
  ///   - path: Where; nothing may be there yet.
  /// - Returns: What is in it.
  /// - Throws: `TransportError` with a code that begins with `bundle-`.
  public func makeBundle(
    _ purpose: BundlePurpose, for references: [String], answering: String?, everything: Bool,
    at path: String
  ) async throws -> BundleMade {
    try publishBundleKey()
    try Erasures.finish(in: database.writer, now: now())
    let desk = try bundleDesk()
    let base: BundleBase =
      try answering.map { .request(try desk.request($0)) }
      ?? (everything ? .nothing : .acknowledged)
    let randomness = randomBytes(48)
    let at = now()
    let made = try await desk.make(
      purpose, for: references, from: base, at: path,
      createdAt: UInt64(max(0, at.timeIntervalSince1970) * 1000), randomness: randomness)
    do {
      try await database.writer.write { db in
        try MadeBundles.note(Array(randomness.prefix(16)), for: made.recipients, at: at, in: db)
      }
    } catch {
      // What is not written down was not made.
      try? FileManager.default.removeItem(atPath: path)
      throw error
    }
    return made
  }

  /// Says what a bundle is, having checked all of it; takes nothing in.
  public func inspectBundle(_ path: String) throws -> BundleInspection {
    try bundleDesk().inspect(path)
  }

  /// Takes a member's bundle in: what a session would have brought.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - progress: Given the share of the file that was read, from 0 to 1.
  /// - Returns: What was new, and what is missing.
  /// - Throws: `TransportError` with a code that begins with `bundle-`; `BundleFault`.
  public func takeInBundle(
    _ path: String, progress: @escaping @Sendable (Double) -> Void = { _ in }
  ) async throws -> BundleReport {
    try publishBundleKey()
    let taken: BundleTakenIn
    do {
      taken = try await bundleDesk().takeIn(path, progress: progress)
    } catch let fault as any RemediedError {
      try? note(refusedBundle: path, fault)
      throw fault
    }
    try note(taken)
    var report = taken.report
    _ = try settleReleases()
    try settleRecovery()
    report.openConflicts = try conflictsWaiting().reduce(0) { $0 + $1.count }
    return report
  }

  /// Leaves a trace of a file of which nothing was taken, where refusals are listed too; not of one
  /// that cannot be read at all.
  private func note(refusedBundle path: String, _ fault: any RemediedError) throws {
    guard let session = SessionRecord(refusedBundle: path, fault, endedAt: now()) else { return }
    try database.writer.write { db in
      try ScopeRecords(db).keep(session)
      try HubDatabase.insert(
        RefusalRecord(
          refusedAt: session.endedAt, code: fault.code, detail: session.detail ?? fault.detail,
          remoteAddress: "bundle", nodeID: session.peer.map { Data($0.bytes) }), in: db)
    }
  }

  private func note(_ taken: BundleTakenIn) throws {
    let (report, manifest) = (taken.report, taken.manifest)
    let isRecovering = try recovery().isNeeded
    try database.writer.write { db in
      if !isRecovering {
        try HubScopes(db, keys: keys).publish(
          bundleKey: manifest.creatorBundleKey, of: manifest.creator)
      }
      try ScopeRecords(db).keep(
        SessionRecord(
          bundleOf: manifest.creator, endedAt: now(),
          outcome: report.missing.isEmpty ? "finished" : "incomplete",
          code: report.asksForAdmission
            ? SessionRecord.admissionNotTold
            : report.missing.first.map { _ in BundleReport.incompleteCode }
              ?? (manifest.purpose == .request ? SessionRecord.answerAsked : nil),
          words: report.missing.first,
          commitsReceived: report.commitsReceived))
      try ScopeRecords(db).keep(carried: taken.stands, of: manifest.creator)
      try HubDatabase.noteSeen(Data(manifest.creator.bytes), at: now(), in: db)
      // Whoever writes decisions of the hub into a bundle has them.
      try DecisionsHeard.note(
        Dictionary(
          manifest.scopes.map {
            (Data($0.scope.bytes), max($0.controlBase, $0.control?.upperBound ?? 0))
          }, uniquingKeysWith: max), of: Data(manifest.creator.bytes), in: db)
    }
    if try manifest.creator == upperEnrolment()?.hubNode { try noteUpperSeen() }
  }

  /// Makes this hub's bundle key known in every scope: hubs that were set up earlier had none.
  func publishBundleKey() throws {
    let key = try keys.bundleKey().publicKey
    let text = Data(key).base64EncodedString()
    let published = try database.writer.read { try SettingsTable.value(Setting.bundleKey, in: $0) }
    guard try published != text && !recovery().isNeeded else { return }
    let node = try nodeID()
    try database.writer.write { db in
      try HubScopes(db, keys: keys).publish(bundleKey: key, of: node)
      try SettingsTable.set(Setting.bundleKey, to: text, in: db)
    }
  }

  private func bundleDesk() throws -> BundleDesk {
    let above = try upperEnrolment()?.hubNode
    let node = try nodeID()
    return BundleDesk(
      identity: try identity(), key: try keys.bundleKey(), hub: above, givesReceipts: true,
      isEnrolled: { [self] node in
        let members = (try? members()) ?? []
        return members.contains { $0.nodeID == Data(node.bytes) && $0.revocation == nil }
      }, software: Self.software, keeper: { [self] in keeper(serving: $0) },
      standings: { [self] in
        try database.writer.read { db in
          let scopes = try HubScopes(db, keys: keys)
          return try scopes.records.scopes().map { scope in
            let standing = try scopes.records.standing(of: scope)
            return scopes.isOwn(standing.control)
              ? standing : try scopes.records.passingOn(with: standing)
          }
        }
      },
      acknowledged: { [self] node, scope in
        try database.writer.read { db in
          let records = ScopeRecords(db)
          var held = try records.acknowledged(by: node, of: scope)
          let signed = node == above ? try records.receipt(for: scope)?.frontier ?? [] : []
          for position in signed {
            held[position.logIndex] = max(held[position.logIndex] ?? 0, position.counter)
          }
          return try records.limitedToCarried(held, by: node, of: scope)
        }
      },
      ended: { [self] node, scope in
        try database.writer.read { try ScopeRecords($0).control(of: scope, endedFor: node) }
      },
      madeFor: { [self] name in
        try database.writer.read { try MadeBundles.recipients(of: name, in: $0) }
      },
      lost: { [self] scopes in
        try database.writer.read { db in
          let records = ScopeRecords(db)
          let behind = Set(try Self.behind(records, marks).map(\.scope))
          let lost = try lostScopes(records, of: node)
          return Set(scopes.filter { behind.contains($0) || lost.contains($0.bytes.firstEight) })
        }
      })
  }
}

public import Disclosure
internal import GRDB
public import PartnershipRecords

extension NodeDatabase {
  /// Draws a release of a month and stores it with its ledger entry, in one transaction.
  ///
  /// If anything fails, or the machine stops before the commit, nothing was drawn: nobody has seen
  /// the noise. After the commit it is never drawn again.
  ///
  /// - Parameters:
  ///   - period: The month.
  ///   - slot: Which of its slots.
  ///   - scheme: The partnership's scheme.
  ///   - terms: What the partnership says beside the figures.
  ///   - cap: What may be spent on the month at most.
  ///   - actor: The analyst who builds it.
  ///   - time: Now, in seconds since 1970 (UTC).
  ///   - reason: Why, in the analyst's words.
  ///   - noise: The source of random bits.
  /// - Returns: The release as the ledger knows it now.
  /// - Throws: `DisclosureError` if a rule forbids it, ``NodeStoreError`` if the storage fails.
  @discardableResult
  public func buildRelease(
    period: Month, slot: ReleaseSlot, scheme: DisclosureScheme, terms: ReleaseTerms,
    cap: Rational = .one, by actor: Actor, at time: Int64, reason: String = "",
    noise: inout NoiseSource
  ) throws -> ReleaseRecord {
    try write { db in
      var ledger = try ReleaseLedgerRows.fold(
        db, onto: LedgerState(knownSchemes: [scheme.hash], cap: cap))
      let measurement = try Gate.measure(
        CountTable(of: period, scheme: scheme, db), scheme: scheme, slot: slot, ledger: ledger,
        terms: terms, at: time, noise: &noise)
      let entry = try ledger.entry(drawing: measurement, by: actor, at: time, reason: reason)
      try StoredMeasurement.insert(measurement, db)
      try ReleaseLedgerRows.insert(entry, db)
      try ledger.append(entry)
      return try ledger.existing(measurement.release)
    }
  }

  /// Shows every cell of a release beside its true count, and records that it was looked at.
  ///
  /// - Parameters:
  ///   - release: The release's name, such as `police-2026-05-P`.
  ///   - scheme: The scheme it was drawn with.
  ///   - actor: The analyst or the data liaison officer.
  ///   - time: Now, in seconds since 1970 (UTC).
  /// - Returns: The cells, in the payload's order. For this machine's page only.
  /// - Throws: `DisclosureError` if it is not to be previewed now, ``NodeStoreError`` if the storage
  ///   fails.
  public func previewRelease(
    _ release: String, scheme: DisclosureScheme, by actor: Actor, at time: Int64
  ) throws -> [PreviewCell] {
    try write { db in
      let record = try Self.record(.previewed, release, actor, time, "", db)
      guard record.draw.schemeHash == scheme.hash else {
        throw DisclosureError.unknownScheme(hash: record.draw.schemeHash)
      }
      let stored = try StoredMeasurement(of: release, db)
      return try ReleasePreview.cells(
        payload: stored.payload, draws: stored.draws, slot: record.draw.slot, scheme: scheme)
    }
  }

  /// Records that the data liaison officer allows a release to leave.
  ///
  /// - Parameters:
  ///   - release: The release's name.
  ///   - actor: The officer; not the person who built it.
  ///   - time: Now, in seconds since 1970 (UTC).
  ///   - reason: Why, in the officer's words.
  /// - Returns: The release as the ledger knows it now.
  /// - Throws: `DisclosureError` if a rule forbids it, ``NodeStoreError`` if the storage fails.
  @discardableResult
  public func approveRelease(
    _ release: String, by actor: Actor, at time: Int64, reason: String = ""
  ) throws -> ReleaseRecord {
    try recordRelease(release, .approved, by: actor, at: time, reason: reason)
  }

  /// Records any step after the first: queued, sent, acknowledged or withdrawn.
  ///
  /// - Parameters:
  ///   - release: The release's name.
  ///   - step: The step.
  ///   - actor: The person or the node.
  ///   - time: Now, in seconds since 1970 (UTC).
  ///   - reason: Why.
  /// - Returns: The release as the ledger knows it now.
  /// - Throws: `DisclosureError` if a rule forbids it, ``NodeStoreError`` if the storage fails.
  @discardableResult
  public func recordRelease(
    _ release: String, _ step: ReleaseStep, by actor: Actor, at time: Int64, reason: String = ""
  ) throws -> ReleaseRecord {
    try write { db in try Self.record(step, release, actor, time, reason, db) }
  }

  /// The stored bytes of an approved release, the same at every call.
  ///
  /// - Parameter release: The release's name.
  /// - Returns: What may be sent.
  /// - Throws: `DisclosureError/notApproved(release:)`, or ``NodeStoreError`` if the storage fails.
  public func releasableTable(_ release: String) throws -> ReleasableTable {
    try read { db in
      let ledger = try ReleaseLedgerRows.fold(db, onto: LedgerState(knownSchemes: []))
      guard ledger.record(of: release) != nil else {
        throw DisclosureError.notApproved(release: release)
      }
      let stored = try StoredMeasurement(of: release, db)
      return try ReleasableTable(
        release: release, manifest: stored.manifest, payload: stored.payload, ledger: ledger)
    }
  }

  /// The ledger, read and verified from its first entry.
  ///
  /// - Parameters:
  ///   - knownSchemes: The hashes of the schemes that may be drawn with.
  ///   - cap: What may be spent on each month at most.
  /// - Returns: The ledger, with every release in it.
  /// - Throws: `DisclosureError/ledgerBroken(sequence:reason:)`, or ``NodeStoreError`` if the storage
  ///   fails.
  public func releaseLedger(
    knownSchemes: Set<String> = [], cap: Rational = .one
  ) throws -> LedgerState {
    try read { db in
      try ReleaseLedgerRows.fold(db, onto: LedgerState(knownSchemes: knownSchemes, cap: cap))
    }
  }

  private static func record(
    _ step: ReleaseStep, _ release: String, _ actor: Actor, _ time: Int64, _ reason: String,
    _ db: Database
  ) throws -> ReleaseRecord {
    var ledger = try ReleaseLedgerRows.fold(db, onto: LedgerState(knownSchemes: []))
    let entry = try ledger.entry(
      step: step, release: release, by: actor, at: time, reason: reason)
    try ReleaseLedgerRows.insert(entry, db)
    try ledger.append(entry)
    return try ledger.existing(release)
  }
}

extension LedgerState {
  /// A release that has just been recorded.
  fileprivate func existing(_ release: String) throws -> ReleaseRecord {
    guard let record = record(of: release) else {
      throw NodeStoreError.damaged(table: "releaseLedger")
    }
    return record
  }
}

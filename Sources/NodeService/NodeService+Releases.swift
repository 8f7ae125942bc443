internal import Synchronization
internal import BusinessCycle
public import Disclosure
internal import Foundation
internal import Geography
internal import GRDB
internal import NodeStore
public import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs

/// A release in a list.
public struct ReleaseOverview: Codable, Sendable, Hashable {
  /// Such as `police-2026-05-P`.
  public let release: String
  public let period: Month
  public let slot: ReleaseSlot
  public let step: ReleaseStep
  public let builder: String
  public let approver: String?
  /// What it costs of the month's privacy budget, as a fraction of 1.
  public let rho: String
  /// The same as a number from 0 to 1.
  public let budgetShare: Double
}

extension NodeService {
  /// The areas and tables that this partnership's releases measure.
  ///
  /// - Throws: `GeographyError` if the look-ups have not been imported.
  public func scheme() throws -> DisclosureScheme {
    if let known = knownScheme.withLock({ $0 }) { return known }
    // Look-ups of other years and censuses give the same codes other parents; they are not asked.
    let hierarchy = try AreaHierarchy(
      try database.areaLinks().filter { $0.childKind == .lowerSuperOutputArea2011 })
    let scheme = DisclosureScheme(
      zones: try BaseZones(districts: partnership.districts, in: hierarchy))
    knownScheme.withLock { $0 = scheme }
    return scheme
  }

  /// Draws one release.
  ///
  /// - Parameters:
  ///   - period: The month.
  ///   - slot: Which of its slots; it must be open.
  ///   - actor: The analyst.
  ///   - reason: In the analyst's words.
  /// - Returns: The release.
  /// - Throws: `DisclosureError` if the ledger refuses; `CycleError` if the role does not allow it.
  public func buildRelease(
    of period: Month, slot: ReleaseSlot, by actor: Actor, reason: String = ""
  ) throws -> ReleaseOverview {
    try require(actor, .create, .release)
    // On an older copy of the database a release could be drawn a second time.
    try checkMarks()
    guard try database.months().contains(period) else {
      throw NodeServiceError.monthNotImported(period)
    }
    var noise = NoiseSource.system()
    let terms = try ReleaseTerms(
      partnership: partnership.code, code: Self.software, policy: "N-1", isComplete: true)
    return ReleaseOverview(
      try database.buildRelease(
        period: period, slot: slot, scheme: try scheme(), terms: terms, by: actor, at: seconds,
        reason: reason, noise: &noise))
  }

  /// Draws every release that is due: of each month imported, the latest slot that is open, unless
  /// it was drawn.
  ///
  /// - Parameters:
  ///   - actor: The analyst.
  ///   - progress: Told of each release once it is drawn.
  /// - Returns: What was drawn, in order of month.
  /// - Throws: As ``buildRelease(of:slot:by:reason:)``; what was drawn before stays.
  public func buildDueReleases(
    by actor: Actor, progress: (ReleaseOverview) -> Void = { _ in }
  ) throws -> [ReleaseOverview] {
    let ledger = try database.releaseLedger()
    var built: [ReleaseOverview] = []
    for month in try database.months() {
      guard let slot = try latestOpenSlot(of: month) else { continue }
      let isDrawn = ledger.releases.contains {
        $0.draw.period == month && $0.draw.slot == slot && $0.draw.source == .police
      }
      guard !isDrawn else { continue }
      let release = try buildRelease(of: month, slot: slot, by: actor, reason: "due")
      progress(release)
      built.append(release)
    }
    return built
  }

  private func latestOpenSlot(of month: Month) throws -> ReleaseSlot? {
    guard let today = Month(now().formatted(.iso8601.year().month())) else { return nil }
    return ReleaseSlot.allCases.last { $0.opening(of: month) <= today }
  }

  /// Every release, in the order in which they were drawn.
  public func releases() throws -> [ReleaseOverview] {
    try database.releaseLedger().releases.map { ReleaseOverview($0) }
  }

  /// Shows every cell of a release that waits for approval, and records that it was looked at.
  ///
  /// - Throws: ``NodeServiceError/releaseUnknown(_:)``; `DisclosureError`.
  public func previewRelease(_ release: String, by actor: Actor) throws -> [PreviewCell] {
    guard let record = try database.releaseLedger().record(of: release) else {
      throw NodeServiceError.releaseUnknown(release)
    }
    guard try database.holdsMeasurement(of: record) else {
      throw NodeServiceError.releaseAltered(release)
    }
    return try database.previewRelease(release, scheme: try scheme(), by: actor, at: seconds)
  }

  /// Lets a release leave that somebody has looked at. It does at the next exchange with the hub.
  ///
  /// - Parameters:
  ///   - release: Its name.
  ///   - actor: The data liaison officer, who did not build it.
  ///   - reason: In the officer's words.
  /// - Returns: The release.
  /// - Throws: `CycleError` or `DisclosureError` if it is not theirs to approve, or not now.
  @discardableResult
  public func approveRelease(_ release: String, by actor: Actor, reason: String = "") throws
    -> ReleaseOverview
  {
    try checkMarks()
    guard let record = try database.releaseLedger().record(of: release) else {
      throw NodeServiceError.releaseUnknown(release)
    }
    guard try database.holdsMeasurement(of: record) else {
      throw NodeServiceError.releaseAltered(release)
    }
    let context = CycleContext(builder: record.builder.handle)
    if case .refused(let error) = PermissionMatrix.mayDo(actor, .decide, .release, in: context) {
      throw error
    }
    return ReleaseOverview(
      try database.approveRelease(release, by: actor, at: seconds, reason: reason))
  }

  /// Takes back a release that has not left. What it cost of the month's budget stays spent.
  @discardableResult
  public func withdrawRelease(_ release: String, by actor: Actor, reason: String) throws
    -> ReleaseOverview
  {
    guard try database.releaseLedger().record(of: release) != nil else {
      throw NodeServiceError.releaseUnknown(release)
    }
    return ReleaseOverview(
      try database.recordRelease(release, .withdrawn, by: actor, at: seconds, reason: reason))
  }
}

extension ReleaseOverview {
  init(_ record: ReleaseRecord) {
    self.init(
      release: record.release, period: record.draw.period, slot: record.draw.slot,
      step: record.step, builder: record.builder.handle, approver: record.approver?.handle,
      rho: record.draw.rho.description,
      budgetShare: Double(record.draw.rho.numerator) / Double(record.draw.rho.denominator))
  }
}

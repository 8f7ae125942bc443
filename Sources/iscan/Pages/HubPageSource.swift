import BusinessCycle
import Foundation
import HubService
import HubStore
import PartnershipRecords
import ReplicaStore
import SignedLogs
import WebPages

/// What the region's pages show, from the hub. They change nothing.
struct HubPageSource: HubPages {
  let hub: HubService
  let now: @Sendable () -> Date

  /// - Parameters:
  ///   - hub: The region's hub.
  ///   - now: The present time, which says what is overdue.
  init(hub: HubService, now: @escaping @Sendable () -> Date = { Date() }) {
    self.hub = hub
    self.now = now
  }

  /// How far back refusals of a member are counted, in seconds: thirty days.
  private static let refusalSpan: TimeInterval = 30 * 86_400

  func alerts(for person: SignedInPerson) async throws -> [PageAlert] {
    try hub.attention().map { PageAlert($0) }
  }

  func picture(_ selection: PictureSelection, for person: SignedInPerson) async throws
    -> PicturePage
  {
    try person.require(.read, .release, to: "see the regional picture")
    let picture = try hub.picture(category: selection.category, period: selection.period)
    return PicturePage(
      picture, selection, periods: PeriodChoices.list(try hub.periods(), runs: [3, 6, 12]),
      arrivals: try hub.releaseArrivals())
  }

  func members(for person: SignedInPerson) async throws -> [HubMember] {
    guard person.role.isRegional else {
      throw PageRefusal.notAllowed(action: "see the members", allowed: "the regional office")
    }
    let standings = Dictionary(
      try hub.standings().map { ($0.nodeID, $0) }, uniquingKeysWith: { first, _ in first })
    let since = now().addingTimeInterval(-Self.refusalSpan)
    let refused = try hub.refusals(limit: .max).filter { $0.refusedAt >= since }
    return try hub.members().sorted { $0.partnership.name < $1.partnership.name }.map { member in
      let standing = NodeID(member.nodeID).flatMap { standings[$0.hex] }
      return HubMember(
        name: member.partnership.name, reference: member.partnership.reference,
        lastSeen: member.lastSeenAt, certificateExpires: member.certificateExpires,
        refusals: refused.filter { $0.nodeID == member.nodeID }.count,
        revokedReason: standing?.state == "revoked" ? member.revocation?.reason : nil,
        recordsHeld: standing?.held ?? 0,
        behind: standing.flatMap { $0.state == "member" ? $0.behind : nil },
        toHear: standing.map { $0.state == "member" ? $0.toHear : 0 } ?? 0,
        toErase: standing.map { $0.state == "member" ? $0.toErase : 0 } ?? 0,
        lastExchange: standing.flatMap(SyncWords.lastExchange))
    }
  }

  func hubAbove(for person: SignedInPerson) async throws -> HubAbove? {
    try hub.upperState().map { above in
      HubAbove(
        region: above.region, place: above.hub, lastContact: above.lastContact,
        lastExchange: above.lastOutcome.map { SyncWords.ended($0, above.lastCode) },
        groups: above.scopes.map {
          HubAbove.Group(name: $0.name, held: $0.held, waiting: $0.waiting)
        })
    }
  }

  func tasks(for person: SignedInPerson) async throws -> [TaskSummary] {
    try reader(person).summaries(try hub.tasks())
  }

  func task(_ reference: String, for person: SignedInPerson) async throws -> TaskDetail? {
    let reader = try reader(person)
    return try reader.only(of: hub.tasks().called(reference), called: reference).map(reader.detail)
  }

  func attachment(_ name: String, of reference: String, for person: SignedInPerson) async throws
    -> AttachmentFile?
  {
    guard try await task(reference, for: person) != nil else { return nil }
    do {
      let found = try hub.attachment(name, of: reference)
      return AttachmentFile(name: found.file.name, content: found.content)
    } catch AttachmentError.unknown {
      return nil
    }
  }

  func conflicts(for person: SignedInPerson) async throws -> [ConflictDetail] {
    try reader(person).conflicts(try hub.tasks())
  }

  func refusals(for person: SignedInPerson) async throws -> [RefusalEntry] {
    try person.requireAny(.administration, to: "see who was turned away")
    let names = Dictionary(
      try hub.members().map { ($0.nodeID, $0.partnership.reference) },
      uniquingKeysWith: { first, _ in first })
    return try hub.refusals().map { refusal in
      RefusalEntry(
        refusedAt: refusal.refusedAt, code: refusal.code, detail: refusal.detail,
        member: refusal.nodeID.flatMap { names[$0] }, remoteAddress: refusal.remoteAddress)
    }
  }

  private func reader(_ person: SignedInPerson) throws -> TaskReader {
    try person.require(.read, .task, to: "see tasks")
    let members = try hub.members().map { ($0.partnership.reference, $0.partnership.name) }
    return TaskReader(
      actor: try person.actor(), partnership: nil, mayWrite: false,
      names: Dictionary(members, uniquingKeysWith: { first, _ in first }),
      holders: try hub.holders(), shareTargets: [],
      today: Day(inEngland: now()) ?? Day(number: 0), areas: [])
  }
}

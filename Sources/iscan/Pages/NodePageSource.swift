import BusinessCycle
import Disclosure
import Foundation
import Intake
import NodeService
import NodeStore
import PartnershipRecords
import ReplicaStore
import WebPages

/// What a partnership's pages show and do, from its node.
struct NodePageSource: NodePages {
  let node: NodeService
  let previews = PreviewMemory()
  let now: @Sendable () -> Date

  /// - Parameters:
  ///   - node: The partnership's node.
  ///   - now: The present time, which says what is overdue.
  init(node: NodeService, now: @escaping @Sendable () -> Date = { Date() }) {
    self.node = node
    self.now = now
  }

  func alerts(for person: SignedInPerson) async throws -> [PageAlert] {
    // What waits for a decision has a page and a card of its own.
    try node.attention().filter { $0.kind != .conflict }.map { PageAlert($0) }
  }

  func home(for person: SignedInPerson) async throws -> WebPages.NodeHome {
    let months = try node.database.months()
    let reports = try node.database.importReports()
    let tasks = try taskSummaries()
    let records = try node.database.importAccounts().filter { $0.kind == .street }
    let scopes = try node.sharingScopes()
    let waiting = try node.conflictsWaiting()
    // A neighbour's file may keep no row at all, which says nothing about the records held.
    let lastKept = reports.last { $0.kept > 0 }
    return WebPages.NodeHome(
      partnership: node.partnership, latestMonth: months.last, monthCount: months.count,
      recordCount: records.reduce(0) { $0 + $1.added }, lastImport: lastKept?.importedAt,
      quality: lastKept.map { ImportQuality($0) },
      releasesAwaitingApproval: try node.releases().filter { ReleaseStage($0.step).isWaiting }
        .count,
      sync: try syncSummary(scopes), openConflicts: waiting.reduce(0) { $0 + $1.count },
      ownConflicts: waiting.first { $0.decider == node.partnership.reference }?.count ?? 0,
      openTasks: tasks.filter(\.isOpen).count, taskCounts: Self.counts(of: tasks),
      overdueTasks: tasks.filter(\.isOverdue).count,
      members: others(in: scopes).map {
        KnownMember(name: $0.name, reference: $0.reference, lastHeard: $0.lastChange)
      })
  }

  /// In the order of a task's life.
  private static func counts(of tasks: [TaskSummary]) -> [TaskCount] {
    TaskStatus.allCases.map(\.inWords).compactMap { status in
      let count = tasks.filter { $0.status == status }.count
      return count > 0 ? TaskCount(status: status, count: count) : nil
    }
  }

  func imports(for person: SignedInPerson) async throws -> [WebPages.ImportReport] {
    try person.requireAny(.eventRows, to: "see imports")
    return try node.database.importReports().enumerated().reversed().map { place, report in
      WebPages.ImportReport(report, number: place + 1, partnership: node.partnership.reference)
    }
  }

  func sync(for person: SignedInPerson) async throws -> SyncStatus {
    let scopes = try node.sharingScopes()
    return SyncStatus(
      summary: try syncSummary(scopes),
      lastOutcome: try SyncWords.lastOutcome(of: node),
      queue: try node.waitingRecords().map {
        QueuedRecord(
          reference: $0.reference, kind: $0.kind, since: $0.since, reason: $0.reason,
          remedy: $0.remedy)
      }, receipts: try receipts(scopes),
      peers: others(in: scopes).map {
        SyncPeer(
          name: $0.name, reference: $0.reference, held: $0.held, missing: $0.missing,
          unseen: $0.unseen, lastHeard: $0.lastChange)
      }, isRecovering: try !node.recoveries().isEmpty)
  }

  private func syncSummary(_ scopes: [SharingScope]) throws -> SyncSummary {
    SyncSummary(
      lineSince: node.openLine()?.since, lastContact: try node.lastContact(),
      lastBundle: try node.lastBundle(),
      waitingToSend: try node.waitingRecords().count,
      behindHub: scopes.waitingAtHub)
  }

  /// The other partnerships of the groups that this one is in.
  private func others(in scopes: [SharingScope]) -> [SharingScope.Member] {
    scopes.filter(\.isGroup).flatMap(\.members)
      .filter { $0.reference != node.partnership.reference }
  }

  /// Releases that the hub holds, and what it last signed for in each scope.
  private func receipts(_ scopes: [SharingScope]) throws -> [SyncReceipt] {
    let releases = try node.ledgerEntries().filter { $0.step == .acknowledged }.map {
      SyncReceipt(
        reference: $0.release, receivedAt: Date(timeIntervalSince1970: Double($0.time)),
        wasAccepted: true)
    }
    let signed = scopes.compactMap { scope -> SyncReceipt? in
      guard let signedAt = scope.signedAt, scope.confirmed > 0 else { return nil }
      return SyncReceipt(
        reference: "\(changes(scope.confirmed)) in \(scope.name)", receivedAt: signedAt,
        wasAccepted: true)
    }
    return (releases + signed).sorted { $0.receivedAt > $1.receivedAt }
  }
}

extension PageAlert {
  init(_ attention: Attention) {
    self.init(words: attention.words, remedy: attention.remedy, code: attention.kind.rawValue)
  }
}

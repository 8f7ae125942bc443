import Foundation
import PartnershipRecords

@testable import WebPages

extension SampleWords {
  var partnership: Partnership {
    guard
      let partnership = Partnership(
        name: self("Gateshead Community Safety Partnership"), reference: "GAT",
        districts: [area("E08000037")])
    else { preconditionFailure("The sample partnership is not one.") }
    return partnership
  }

  var home: NodeHome {
    NodeHome(
      partnership: partnership, latestMonth: month("2024-02"), monthCount: 36,
      recordCount: 81_204, lastImport: Self.hoursAgo(30), quality: quality,
      releasesAwaitingApproval: 2, sync: syncSummary, openConflicts: 1, ownConflicts: 1,
      openTasks: 7,
      taskCounts: [
        TaskCount(status: self("proposed"), count: 3),
        TaskCount(status: self("in progress"), count: 4), TaskCount(status: self("done"), count: 5),
      ],
      overdueTasks: 2,
      members: [
        KnownMember(name: self("Durham"), reference: "DUR", lastHeard: Self.hoursAgo(31)),
        KnownMember(name: self("Hartlepool"), reference: "HAR", lastHeard: Self.hoursAgo(24 * 41)),
        KnownMember(name: self("Sunderland"), reference: "SUN", lastHeard: nil),
      ])
  }

  var quality: ImportQuality {
    ImportQuality(
      rowsRead: 2_311, rowsKept: 2_290, rowsWithoutPlace: 61, rowsAlreadyHeld: 9, rowsRejected: 12)
  }

  var imports: [ImportReport] {
    [
      ImportReport(
        reference: self("GAT-I-0003"), source: self("data.police.uk street files"), fileCount: 2,
        period: period("2024-02"), importedAt: Self.hoursAgo(30), importedBy: self("analyst-1"),
        quality: quality,
        rejections: [
          CountedReason(words: self("the month is not a month"), count: 8),
          CountedReason(words: self("the category is not known"), count: 4),
        ]),
      ImportReport(
        reference: self("GAT-I-0002"), source: self("fire service"), fileCount: 1, period: nil,
        importedAt: Self.hoursAgo(700), importedBy: self("analyst-1"),
        quality: ImportQuality(
          rowsRead: 0, rowsKept: 0, rowsWithoutPlace: 0, rowsAlreadyHeld: 0, rowsRejected: 0),
        rejections: []),
    ]
  }

  var syncSummary: SyncSummary {
    SyncSummary(lastContact: Self.hoursAgo(3), waitingToSend: 4, behindHub: nil)
  }

  var alerts: [PageAlert] {
    [
      PageAlert(
        words: self("A log has two different commits in one place."),
        remedy: self("Ask the regional office for a verdict on the log."), code: "fork")
    ]
  }

  var sync: SyncStatus {
    SyncStatus(
      summary: syncSummary, lastOutcome: self("The hub took 12 records and sent 3."),
      queue: [
        QueuedRecord(
          reference: self("GAT-T-0042"), kind: self("shared task"), since: Self.hoursAgo(2),
          reason: self("waits for the next contact"), remedy: self("Run iscan sync run."))
      ],
      receipts: [
        SyncReceipt(
          reference: self("GAT-R-2024-01"), receivedAt: Self.hoursAgo(3), wasAccepted: true),
        SyncReceipt(
          reference: self("GAT-R-2023-12"), receivedAt: Self.hoursAgo(4), wasAccepted: false,
          reason: self("The policy of the region has changed since it was built.")),
      ],
      peers: [
        SyncPeer(
          name: self("Durham"), reference: "DUR", held: 402, missing: 0,
          unseen: 7, lastHeard: Self.hoursAgo(31))
      ])
  }
}

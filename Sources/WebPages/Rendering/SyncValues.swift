internal import Foundation
internal import PartnershipRecords

extension SyncStatus {
  func values(now: Date) -> TemplateValues {
    var values = summary.values(now: now)
    values["outcome"] = lastOutcome ?? "There has been no attempt yet."
    values["queue"] = queue.map { record -> TemplateValues in
      [
        "reference": record.reference, "kind": record.kind,
        "since": PlainMoment.words(record.since),
        "sinceAgo": PlainTimes.ago(record.since, now: now),
        "reason": record.reason, "remedy": record.remedy,
      ]
    }
    values["hasQueue"] = !queue.isEmpty
    values["isRecovering"] = isRecovering
    values["receipts"] = receipts.map { receipt -> TemplateValues in
      [
        "reference": receipt.reference, "receivedAt": PlainMoment.words(receipt.receivedAt),
        "isAccepted": receipt.wasAccepted, "receiptReason": receipt.reason ?? "",
      ]
    }
    values["hasReceipts"] = !receipts.isEmpty
    values["peers"] = peers.map { peer -> TemplateValues in
      [
        "name": peer.name, "reference": peer.reference, "heldCount": PlainFigures.whole(peer.held),
        "missingCount": PlainFigures.whole(peer.missing),
        "unseenCount": PlainFigures.whole(peer.unseen),
        "heard": peer.lastHeard.map { PlainTimes.ago($0, now: now) } ?? PlainTimes.unheard,
      ]
    }
    values["hasPeers"] = !peers.isEmpty
    return values
  }
}

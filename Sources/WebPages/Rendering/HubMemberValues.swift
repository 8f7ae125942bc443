internal import Foundation
internal import PartnershipRecords

extension HubMember {
  /// A certificate that ends within this many seconds is warned of: thirty days.
  static let warning: TimeInterval = 30 * 86_400

  func values(now: Date) -> TemplateValues {
    var values: TemplateValues = [
      "name": name, "reference": reference,
      "seenAgo": lastSeen.map { PlainTimes.ago($0, now: now) } ?? "never",
      "seenAt": lastSeen.map(PlainMoment.words) ?? "",
      "recordsHeld": PlainFigures.whole(recordsHeld), "refusalCount": PlainFigures.whole(refusals),
      "isRevoked": revokedReason != nil, "revokedReason": revokedReason ?? "",
    ]
    values["behind"] = behind.map(PlainFigures.whole) ?? ""
    values["ofThose"] = [
      toHear > 0 ? "\(PlainFigures.counted(toHear, "decision", "decisions")) to hear of" : nil,
      toErase > 0 ? "\(PlainFigures.whole(toErase)) to erase" : nil,
    ].compactMap { $0 }.joined(separator: ", ")
    values["lastExchange"] = lastExchange ?? ""
    values["certificate"] = certificateExpires.map(PlainMoment.day) ?? "none yet"
    let left = certificateExpires.map { $0.timeIntervalSince(now) }
    values["isExpired"] = left.map { $0 <= 0 } ?? false
    values["isExpiring"] = left.map { $0 > 0 && $0 < Self.warning } ?? false
    return values
  }
}

extension HubAbove {
  func values(now: Date) -> TemplateValues {
    [
      "region": region, "place": place,
      "contact": lastContact.map { PlainTimes.ago($0, now: now) } ?? "never",
      "exchange": lastExchange ?? "none yet",
      "groups": groups.map { group -> TemplateValues in
        [
          "name": group.name, "held": PlainFigures.whole(group.held),
          "waiting": PlainFigures.whole(group.waiting),
        ]
      },
    ]
  }
}

extension RefusalEntry {
  var values: TemplateValues {
    [
      "refusedAt": PlainMoment.words(refusedAt), "code": code, "detail": detail,
      "member": member ?? "unknown", "remoteAddress": remoteAddress,
    ]
  }
}

internal import Foundation
internal import PartnershipRecords

extension NodeHome {
  func values(for person: SignedInPerson, now: Date) -> TemplateValues {
    func opens(_ area: PageArea) -> Bool { PagePermissions.isOpen(area, to: person) }
    var values = sync.values(now: now)
    values["attention"] = attention(opens)
    values["hasAttention"] = !attention(opens).isEmpty
    values["latestMonth"] = latestMonth?.inWords ?? "none yet"
    values["months"] = PlainFigures.whole(monthCount)
    values["records"] = PlainFigures.whole(recordCount)
    values["imported"] = lastImport.map { PlainTimes.ago($0, now: now) } ?? "never"
    values["importedAt"] = lastImport.map { " (\(PlainMoment.words($0)))" } ?? ""
    values["quality"] = quality.map(\.values)
    values["openTasks"] = PlainFigures.whole(openTasks)
    values["taskCounts"] = taskCounts.map { state -> TemplateValues in
      ["status": state.status, "statusCount": PlainFigures.whole(state.count)]
    }
    values["hasTasks"] = !taskCounts.isEmpty
    values["lateTasks"] = PlainFigures.whole(overdueTasks)
    values["mayOpenTasks"] = opens(.tasks)
    values["mayScan"] = opens(.scan)
    values["categories"] = CrimeCategory.allCases.map {
      ["path": "/scan?what=\($0)", "label": $0.name]
    }
    values["members"] = members.map { member -> TemplateValues in
      [
        "name": member.name, "reference": member.reference,
        "heard": member.lastHeard.map { PlainTimes.ago($0, now: now) } ?? PlainTimes.unheard,
        "heardAt": member.lastHeard.map(PlainMoment.words) ?? "",
      ]
    }
    values["hasMembers"] = !members.isEmpty
    return values
  }

  /// What waits for somebody, the most pressing first; a link only where the person may go.
  private func attention(_ opens: (PageArea) -> Bool) -> [TemplateValues] {
    var items: [(count: Int, words: String, area: PageArea)] = [
      (
        openConflicts, conflictWords, .conflicts
      ),
      (
        releasesAwaitingApproval,
        releasesAwaitingApproval == 1 ? "release to approve" : "releases to approve", .releases
      ),
      (overdueTasks, overdueTasks == 1 ? "task past its date" : "tasks past their date", .tasks),
      (
        sync.waitingToSend,
        sync.waitingToSend == 1 ? "record to send to the hub" : "records to send to the hub", .sync
      ),
    ]
    items.removeAll { $0.count == 0 }
    return items.map { item in
      var values: TemplateValues = [
        "count": PlainFigures.whole(item.count), "words": item.words,
      ]
      values["path"] = opens(item.area) ? item.area.path : nil
      return values
    }
  }
}

extension NodeHome {
  /// What follows the number of open conflicts, such as "parallel updates wait for a decision, 1 of
  /// them by this partnership".
  private var conflictWords: String {
    let waiting =
      openConflicts == 1
      ? "parallel update waits for a decision" : "parallel updates wait for a decision"
    return switch ownConflicts {
    case openConflicts: "\(waiting) by this partnership"
    case 0: openConflicts == 1 ? "\(waiting) by another partnership" : "\(waiting) by others"
    default: "\(waiting), \(PlainFigures.whole(ownConflicts)) of them by this partnership"
    }
  }
}

extension ImportQuality {
  var values: TemplateValues {
    [
      "read": PlainFigures.whole(rowsRead), "kept": PlainFigures.whole(rowsKept),
      "keptShare": PlainFigures.percent(rowsKept, of: rowsRead),
      "withoutPlace": PlainFigures.whole(rowsWithoutPlace),
      "withoutPlaceShare": PlainFigures.percent(rowsWithoutPlace, of: rowsKept),
      "held": PlainFigures.whole(rowsAlreadyHeld), "rejected": PlainFigures.whole(rowsRejected),
    ]
  }
}

extension SyncSummary {
  func values(now: Date) -> TemplateValues {
    [
      "contact": lineSince.map { "now: a line is open since \(PlainMoment.words($0))" }
        ?? lastContact.map { PlainTimes.ago($0, now: now) }
        ?? lastBundle.map { "never over a line; last bundle \(PlainTimes.ago($0, now: now))" }
        ?? "never",
      "contactAt": (lineSince == nil ? lastContact : nil).map { " (\(PlainMoment.words($0)))" }
        ?? "",
      "waiting": PlainFigures.counted(waitingToSend, "record", "records"),
      "behind": behindHub.map { PlainFigures.counted($0, "record", "records") } ?? "not known",
    ]
  }
}

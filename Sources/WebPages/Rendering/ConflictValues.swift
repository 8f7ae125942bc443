internal import Foundation
internal import PartnershipRecords

extension ConflictSummary {
  var path: String {
    "/conflicts/\(FormFields.encode(taskReference))/\(FormFields.encode(fieldName))"
  }

  var values: TemplateValues {
    [
      "path": path, "taskReference": taskReference,
      "taskPath": "/tasks/\(FormFields.encode(taskReference))", "taskTitle": taskTitle,
      "fieldLabel": fieldLabel, "needsDecision": needsDecision,
      "partnerships": PlainFigures.listed(partnerships), "foundAt": PlainMoment.words(foundAt),
    ]
  }

  /// With how long it has stood open.
  func values(now: Date) -> TemplateValues {
    var values = self.values
    values["age"] = PlainTimes.ago(foundAt, now: now)
    return values
  }
}

extension ConflictDetail {
  /// With how long it has stood open; `typed` is what a person filled in before, if the form comes
  /// back.
  func values(now: Date, typed: DecisionForm? = nil) -> TemplateValues {
    var values = summary.values(now: now)
    values["base"] = base ?? "nothing"
    values["provisional"] = provisional
    values["rule"] = rule
    values["decider"] = decider
    values["seen"] = seen
    values["sides"] = sides.enumerated().map { place, side -> TemplateValues in
      [
        "place": place + 1, "sideValue": side.value, "sideWords": side.valueInWords,
        "author": side.author, "partnership": side.partnership,
        "writtenAt": PlainMoment.words(side.writtenAt),
        "isChosen": typed?.choice == "side:\(side.value)",
      ]
    }
    values["otherIsChosen"] = typed?.choice == "other"
    values["typedOther"] = typed?.other ?? ""
    values["typedComment"] = typed?.comment ?? ""
    return values
  }

  /// With the form to decide, if the person may.
  func values(for person: SignedInPerson, now: Date, typed: DecisionForm? = nil) -> TemplateValues {
    var values = self.values(now: now, typed: typed)
    values["mayDecide"] = PagePermissions.mayDecide(self, person)
    values.merge(entry.values(entered: typed?.other ?? "", blank: "choose one")) { $1 }
    return values
  }
}

extension SettledConflict {
  func values(now: Date) -> TemplateValues {
    var values: TemplateValues = [
      "taskPath": "/tasks/\(FormFields.encode(taskReference))", "taskTitle": taskTitle,
      "value": value.isEmpty ? "none" : value, "hasDecision": decision != nil,
      "hasChange": lastChange != nil,
      "changed": lastChange.map { "\($0.author), \(PlainMoment.words($0.writtenAt))" } ?? "",
    ]
    values["decision"] = decision.map { decision -> TemplateValues in
      [
        "author": decision.author, "partnership": decision.partnership,
        "decidedAt": PlainMoment.words(decision.writtenAt),
        "decidedAgo": PlainTimes.ago(decision.writtenAt, now: now),
        "decidedFor": decision.value.isEmpty ? "words that were withdrawn" : decision.value,
        "isOther": decision.value != value,
        "comment": decision.comment.isEmpty ? "The words were withdrawn." : decision.comment,
      ]
    }
    return values
  }
}

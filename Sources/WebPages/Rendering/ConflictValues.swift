internal import Foundation

extension ConflictSummary {
  var path: String {
    "/conflicts/\(FormFields.encode(taskReference))/\(FormFields.encode(fieldName))"
  }

  var values: TemplateValues {
    [
      "path": path, "taskReference": taskReference,
      "taskPath": "/tasks/\(FormFields.encode(taskReference))", "taskTitle": taskTitle,
      "fieldLabel": fieldLabel, "needsDecision": needsDecision,
      "partnerships": PlainFigures.listed(partnerships), "foundAt": PlainTimes.moment(foundAt),
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
  var values: TemplateValues {
    var values = summary.values
    values["base"] = base ?? "nothing"
    values["provisional"] = provisional
    values["rule"] = rule
    values["decider"] = decider
    values["seen"] = seen
    values["sides"] = sides.enumerated().map { place, side -> TemplateValues in
      [
        "place": place + 1, "sideValue": side.value, "sideWords": side.valueInWords,
        "author": side.author, "partnership": side.partnership,
        "writtenAt": PlainTimes.moment(side.writtenAt),
      ]
    }
    return values
  }

  /// As an entry of the list: with its age, and a way to the desk for somebody who may decide.
  func values(for person: SignedInPerson, now: Date) -> TemplateValues {
    var values = self.values
    values.merge(summary.values(now: now)) { $1 }
    values["mayDecide"] = PagePermissions.mayDecide(self, person)
    return values
  }

  /// With the form to decide, if the person may.
  func values(for person: SignedInPerson) -> TemplateValues {
    var values = self.values
    values["mayDecide"] = PagePermissions.mayDecide(self, person)
    values.merge(entry.values(entered: "", blank: "choose one")) { $1 }
    return values
  }
}

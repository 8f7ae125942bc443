internal import Foundation
internal import PartnershipRecords

extension TaskSummary {
  var path: String { "/tasks/\(FormFields.encode(name))" }

  var values: TemplateValues {
    [
      "reference": name == reference ? reference : "\(reference) · \(name)", "path": path,
      "title": title, "status": status,
      "due": due.map { PlainTimes.day($0) } ?? "none", "isOverdue": isOverdue, "owner": owner,
      "priority": priority.map(String.init) ?? "none",
      "shared": sharedWith.isEmpty ? "not shared" : sharedWith.joined(separator: ", "),
      "isShared": !sharedWith.isEmpty,
      "conflictWords": openConflicts == 0
        ? "" : PlainFigures.counted(openConflicts, "parallel update", "parallel updates"),
      "hasConflicts": openConflicts > 0,
    ]
  }
}

extension TaskDetail {
  func values(for person: SignedInPerson, now: Date) -> TemplateValues {
    var values = summary.values
    let mayAct = !person.isVisitor && !person.role.isRegional
    values["fields"] = fields.map {
      $0.values(of: summary.name, mayOpenConflict: mayAct, now: now)
    }
    values["journal"] = journal.map { entry -> TemplateValues in
      ["text": entry.text, "author": entry.author, "writtenAt": PlainMoment.words(entry.writtenAt)]
    }
    values["hasJournal"] = !journal.isEmpty
    values["attachments"] = attachments.map { file -> TemplateValues in
      [
        "name": file.name, "path": "\(summary.path)/attachments/\(file.digest)",
        "size": PlainFigures.bytes(file.byteCount), "author": file.author,
        "addedAt": PlainMoment.words(file.addedAt), "isHere": !file.isErased,
      ]
    }
    values["hasAttachments"] = !attachments.isEmpty
    values["mayAttach"] = mayAct && mayAttach
    values["showsAttachments"] = !attachments.isEmpty || mayAct && mayAttach
    values["mayWriteJournal"] = mayAct && mayWriteJournal
    values["mayShare"] = mayAct && mayShare
    values["mayChange"] = mayAct && fields.contains(where: \.isEditable)
    values["shareWith"] = PlainFigures.listed(wouldShareWith)
    values["seen"] = seen
    return values
  }
}

extension TaskFieldView {
  /// The field as it is read, with what partners wrote apart.
  func values(of task: String, mayOpenConflict: Bool, now: Date) -> TemplateValues {
    var values: TemplateValues = [
      "label": label, "value": valueInWords.isEmpty ? "none" : valueInWords,
      "changed": lastChange.map { "\($0.author), \(PlainMoment.words($0.writtenAt))" } ?? "",
      "hasConflict": conflict != nil, "mayOpenConflict": mayOpenConflict,
    ]
    if let conflict {
      values["conflict"] = conflict.values(now: now)
    }
    return values
  }

  /// The field as it is filled in; `typed` is what a person typed before, if the form comes back.
  func formValues(typed: String?) -> TemplateValues {
    var values: TemplateValues = [
      "name": name, "label": label, "was": value, "entered": typed ?? value,
      "isRequired": isRequired, "hint": hint ?? "", "hasHint": hint != nil,
      "hasConflict": conflict != nil,
    ]
    values.merge(entry.values(entered: typed ?? value)) { $1 }
    return values
  }
}

extension FieldEntry {
  /// What the form needs to know; `blank` is how no choice is called.
  func values(entered: String, blank: String = "not set") -> TemplateValues {
    var values: TemplateValues = [
      "isLine": false, "isParagraph": false, "isDay": false, "isChoice": false,
    ]
    switch self {
    case .line: values["isLine"] = true
    case .paragraph: values["isParagraph"] = true
    case .day: values["isDay"] = true
    case .choice(let choices):
      values["isChoice"] = true
      values["options"] = SelectOption.list(
        choices, chosen: entered,
        adding: Choice(value: entered, label: entered.isEmpty ? blank : entered))
    }
    return values
  }
}

import BusinessCycle
import PartnershipRecords
import ReplicaStore
import WebPages

extension TaskReader {
  /// The fields of a task, in the order to show them.
  func fields(of task: TaskView) -> [TaskFieldView] {
    let ratings = Set(task.values.keys).subtracting(TaskField.named)
      .sorted { $0.number < $1.number }
    return (TaskField.named.filter { $0 != .journal } + ratings).map { field in
      let conflict = task.conflicts.first { $0.field == field }
      // Of sides that differ, who wrote what is told beside each.
      let change = conflict == nil ? task.lastWrites[field] : nil
      return TaskFieldView(
        name: field.name, label: field.label, entry: entry(field, of: task),
        value: value(field, of: task), valueInWords: words(field, of: task),
        isEditable: isEditable(field, of: task), isRequired: field == .title, hint: field.hint,
        lastChange: change.map { FieldChange(author: $0.author, writtenAt: $0.writtenAt) },
        conflict: conflict.map { detail($0, of: task) })
    }
  }

  /// The fields of a task that does not exist yet.
  func newFields() -> [TaskFieldView] {
    TaskField.named.filter { ![.status, .journal].contains($0) }.map { field in
      TaskFieldView(
        name: field.name, label: field.label, entry: entry(field, of: nil), value: "",
        valueInWords: "", isEditable: true, isRequired: field == .title, hint: field.hint)
    }
  }

  /// How a field is filled in; of no task for one that does not exist yet.
  func entry(_ field: TaskField, of task: TaskView?) -> FieldEntry {
    switch field {
    case .description: .paragraph
    case .due: .day
    case .status:
      .choice(
        (task.map { [$0.status] + states(after: $0) } ?? []).map {
          Choice(value: $0.rawValue, label: $0.inWords)
        })
    case .priority: .choice([("1", "1 (first)"), ("2", "2"), ("3", "3")].map(Choice.init))
    case .category:
      .choice(CrimeCategory.allCases.map { Choice(value: $0.description, label: $0.name) })
    case .area: .choice(areas)
    case .partnerRating:
      .choice(["red", "amber", "green"].map { Choice(value: $0, label: $0) })
    default: .line
    }
  }

  /// A field that partners disagree about is decided, not written over; a rating is its partner's.
  private func isEditable(_ field: TaskField, of task: TaskView) -> Bool {
    guard !task.openConflicts.contains(where: { $0.field == field }) else { return false }
    return switch field {
    case .status: !states(after: task).isEmpty
    case .partnerRating: false
    default: mayUpdate(task)
    }
  }

  private func value(_ field: TaskField, of task: TaskView) -> String {
    if field.kind == .set {
      return (task.elements[field] ?? []).map(TaskWords.value).joined(separator: ", ")
    }
    if field == .status { return task.status.rawValue }
    return task.values[field].map(TaskWords.value) ?? ""
  }

  private func words(_ field: TaskField, of task: TaskView) -> String {
    if field.kind == .set { return value(field, of: task) }
    if field == .status { return task.status.inWords }
    return task.values[field].map { words($0, field) } ?? ""
  }

  /// A value as a person reads it.
  func words(_ value: CycleValue, _ field: TaskField) -> String {
    switch (field, value) {
    case (.area, .code(let code)): areas.first { $0.value == code }?.label ?? code
    default: TaskWords.inWords(value, field)
    }
  }
}

extension TaskField {
  /// The words above the field, such as "Due date".
  var label: String {
    if case .partnerRating(let slot) = self { return "Rating by partner \(slot + 1)" }
    return inWords.prefix(1).uppercased() + inWords.dropFirst()
  }

  var hint: String? {
    switch self {
    case .description: "No names of people. Everybody who holds the task will read it."
    case .owner: "By job, such as parks manager; not by name."
    case .leadAgency: "Such as council or police."
    case .partners, .tags: "Separate several by commas. What is there stays; you can add to it."
    default: nil
    }
  }
}

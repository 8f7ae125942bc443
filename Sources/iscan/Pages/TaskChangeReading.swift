import BusinessCycle
import Foundation
import NodeService
import ReplicaStore
import WebPages

extension TaskChange {
  /// Reads what a person typed.
  ///
  /// - Parameters:
  ///   - typed: The fields; for a new task, empty ones are left out.
  ///   - note: A new entry of the journal.
  ///   - task: The task as it is; `nil` for a new one.
  /// - Throws: ``CommandError``; `NodeServiceError.valueUnreadable` for a value that cannot be taken
  ///   out again.
  init(_ typed: [TaskFieldValue], note: String? = nil, to task: TaskView?) throws {
    self.init(note: note)
    for item in typed {
      guard let field = TaskField(name: item.name), field != .journal else {
        throw CommandError.fieldUnknown(item.name)
      }
      // Browsers send lines with a carriage return; a text that differs in that alone is the same.
      let text = item.value.replacingOccurrences(of: "\r\n", with: "\n")
      if field.kind == .set {
        try add(text, to: field, of: task)
      } else {
        try set(text, field, of: task)
      }
    }
  }

  private mutating func set(_ text: String, _ field: TaskField, of task: TaskView?) throws {
    let known = task?.values[field]
    guard !text.isEmpty else {
      if known == nil { return }
      guard field.kind == .text, field != .title else {
        throw NodeServiceError.valueUnreadable(
          field: field.inWords, expected: "another value; it can be changed, not taken out")
      }
      values[field] = .text("")
      return
    }
    let value = try TaskWords.parse(text, for: field)
    if value != known { values[field] = value }
  }

  private mutating func add(_ text: String, to field: TaskField, of task: TaskView?) throws {
    let known = (task?.elements[field] ?? []).map(TaskWords.value)
    let typed = text.split(separator: ",").map {
      $0.trimmingCharacters(in: .whitespacesAndNewlines)
    }.filter { !$0.isEmpty }
    guard Set(known).isSubset(of: typed) else {
      throw NodeServiceError.valueUnreadable(
        field: field.inWords, expected: "what is there already, with what you add")
    }
    let fresh = typed.filter { !known.contains($0) }
    guard !fresh.isEmpty else { return }
    additions[field] = try fresh.map { try TaskWords.parse($0, for: field) }
  }
}

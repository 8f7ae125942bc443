import BusinessCycle
import Foundation
import NodeService
import PartnershipRecords
import ReplicaStore
import WebPages

extension NodePageSource {
  func conflicts(for person: SignedInPerson) async throws -> [ConflictDetail] {
    try reader(person).conflicts(try node.tasksInConflict())
  }

  func conflict(
    task reference: String, field: String, for person: SignedInPerson
  ) async throws -> ConflictDetail? {
    let reader = try reader(person)
    guard let task = try visible(reference, reader),
      let conflict = task.conflicts.first(where: { $0.field.name == field })
    else { return nil }
    return reader.detail(conflict, of: task)
  }

  func settledConflict(
    task reference: String, field name: String, for person: SignedInPerson
  ) async throws -> SettledConflict? {
    let reader = try reader(person)
    guard let field = TaskField(name: name), let task = try visible(reference, reader),
      let shown = reader.fields(of: task).first(where: { $0.name == name })
    else { return nil }
    return SettledConflict(
      taskReference: task.name, taskTitle: task.title, fieldLabel: field.label,
      value: shown.valueInWords, lastChange: shown.lastChange,
      decision: try node.lastDecision(on: field, of: task).map { decision in
        SettledConflict.Decision(
          author: "\(decision.partnership)/\(decision.actor)",
          partnership: reader.name(decision.partnership), writtenAt: decision.writtenAt,
          value: reader.words(decision.value, field), comment: decision.comment)
      })
  }

  func resolve(_ resolution: ConflictResolution, by person: SignedInPerson) async throws {
    let actor = try person.actor(to: "decide between parallel updates")
    guard let field = TaskField(name: resolution.fieldName) else {
      throw CommandError.fieldUnknown(resolution.fieldName)
    }
    let reference = resolution.taskReference
    let text = resolution.value.replacingOccurrences(of: "\r\n", with: "\n")
    let value = try TaskWords.parse(text, for: field)
    let seen = try seen(resolution.seen, of: reference)
    try inTime(reference) {
      try node.resolve(
        field, of: reference, to: value, comment: resolution.comment, seen: seen, by: actor)
    }
  }
}

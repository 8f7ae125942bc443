import BusinessCycle
import ReplicaStore
import SignedLogs
import SyncProtocol

/// Something that a person might do to the tasks that are there.
struct RandomEdit {
  private let task: ObjectState?
  private let choice: Int
  private let number: Int

  /// Draws an edit.
  ///
  /// - Parameters:
  ///   - tasks: Those that the person sees.
  ///   - random: The source of the choice.
  init(_ tasks: [ObjectState], using random: inout FixedRandom) {
    number = Int.random(in: 0..<4, using: &random)
    choice = Int.random(in: 0..<9, using: &random)
    let isNew = tasks.isEmpty || tasks.count < 4 && Int.random(in: 0..<4, using: &random) == 0
    task = isNew ? nil : tasks.randomElement(using: &random)
  }

  /// What the edit writes; `new` is the name that a task made by it will have.
  func operations(new: ObjectID) throws -> [ShareableOperation] {
    guard let task else {
      return [
        try SharedTask.create(reference: "MIL-T-000\(number)"),
        try SharedTask.write(.text("Task \(number)"), to: .title, of: new),
        try SharedTask.write(.code("proposed"), to: .status, of: new),
        try SharedTask.write(.code("tag-\(number)"), to: .tags, of: new),
      ]
    }
    return try change(task)
  }

  private func change(_ task: ObjectState) throws -> [ShareableOperation] {
    let states = ["in-progress", "blocked", "done", "assigned"]
    return switch choice {
    case 0, 1: [try SharedTask.write(.code(states[number]), to: .status, of: task.id)]
    case 2: [try SharedTask.write(.day(Day(number: Int32(20_000 + number))), to: .due, of: task.id)]
    case 3: [try SharedTask.write(.text("Title \(number)"), to: .title, of: task.id)]
    case 4: [try SharedTask.write(.code("tag-\(number)"), to: .tags, of: task.id)]
    case 5: try removal(from: task)
    case 6: [try SharedTask.write(.text("Entry \(number)"), to: .journal, of: task.id)]
    case 7: try resolution(of: task)
    default:
      [
        try SharedTask.write(.number(Int64(1 + number % 3)), to: .priority, of: task.id),
        try SharedTask.write(.code("red"), to: .partnerRating(slot: 3), of: task.id),
      ]
    }
  }

  private func removal(from task: ObjectState) throws -> [ShareableOperation] {
    let dots = task.fields[TaskField.tags.number]?.elements.map(\.dot) ?? []
    guard let dot = dots.first else {
      return [try SharedTask.write(.code("partner"), to: .partners, of: task.id)]
    }
    return [try SharedTask.remove([dot], from: TaskField.tags.number, of: task.id)]
  }

  private func resolution(of task: ObjectState) throws -> [ShareableOperation] {
    let siblings = task.fields[TaskField.status.number]?.siblings ?? []
    return [
      try SharedTask.write(
        .code("blocked"), to: .status, of: task.id, replaces: .dots(siblings.map(\.dot)),
        resolves: true, note: "decided")
    ]
  }
}

public import BusinessCycle
public import Foundation
internal import CausalHistory
internal import GRDB
internal import NodeStore
public import PartnershipRecords
public import ReplicaStore
public import SignedLogs
internal import SyncProtocol

/// What a person decided between values that people wrote apart from each other.
public struct FieldDecision: Sendable, Hashable {
  public let value: CycleValue
  /// Why; empty if the words were withdrawn since.
  public let comment: String
  /// The reference of the partnership that decided, such as `GAT`.
  public let partnership: String
  /// The handle of the person.
  public let actor: String
  /// By the author's own clock.
  public let writtenAt: Date
}

extension NodeService {
  /// Tasks about which people disagree, those that a person must decide first.
  public func tasksInConflict() throws -> [TaskView] {
    try tasksWithConflicts().filter { !$0.conflicts.isEmpty }.sorted {
      ($0.openConflicts.isEmpty ? 1 : 0, $0.reference)
        < ($1.openConflicts.isEmpty ? 1 : 0, $1.reference)
    }
  }

  /// For whom what partners wrote apart waits, by reference: the one place where it is counted.
  public func conflictsWaiting() throws -> [ConflictsWaiting] {
    try tasksWithConflicts().conflictsWaiting
  }

  /// The shared tasks with fields that have several values; no other task is read.
  func tasksWithConflicts() throws -> [TaskView] {
    try database.pool.read { db in
      let records = ScopeRecords(db)
      let objects = try records.objectsInConflict().filter { $0.state.kind == SharedTask.kind }
      return try views(of: objects, records).map { task in
        var task = task
        task.hasNamesake = try records.objects(reference: task.reference).count > 1
        return task
      }
    }
  }

  /// The last time that a person decided between values of a field; `nil` if nobody ever did.
  ///
  /// - Parameters:
  ///   - field: The field.
  ///   - task: The task, which may have changed again since.
  /// - Returns: Who decided what, when and why.
  /// - Throws: `ReplicaError`; `DatabaseError`.
  public func lastDecision(on field: TaskField, of task: TaskView) throws -> FieldDecision? {
    guard task.scope != nil else { return nil }
    return try database.pool.read { db in
      let records = ScopeRecords(db)
      let objects = try records.objects(reference: task.reference).filter {
        $0.fullName == task.fullName
      }
      return try records.withHistories(of: objects) { object, history -> FieldDecision? in
        let control = try records.control(of: object.scope)
        let entry = history.journalInTime.last { $0.field == field.number && $0.resolves }
        guard let entry, let value = entry.value.flatMap({ CycleValue($0) }) else { return nil }
        let partnership =
          entry.dot.logIndex == 0
          ? partnership.reference : control.reference(ofLog: entry.dot.logIndex)
        return FieldDecision(
          value: value, comment: entry.note, partnership: partnership, actor: entry.actor,
          writtenAt: Date(
            timeIntervalSince1970: Double(entry.hybridTime.milliseconds) / 1000))
      }.first
    }
  }

  /// Decides between values that people wrote apart from each other; the decision replaces all of
  /// them, everywhere it arrives.
  ///
  /// - Parameters:
  ///   - field: The field that they disagree about.
  ///   - reference: The task.
  ///   - value: The value that shall hold.
  ///   - comment: Why; goes into the task's journal.
  ///   - seen: The state that the person had before them; `nil` for the present one.
  ///   - actor: Whose decision it is: for a task, the tactical chair of the partnership that shared
  ///     it.
  /// - Throws: ``NodeServiceError``; `CycleError.notDecider`.
  public func resolve(
    _ field: TaskField, of reference: String, to value: CycleValue, comment: String,
    seen: Digest? = nil, by actor: Actor
  ) throws {
    let task = try task(reference)
    guard let conflict = task.conflicts.first(where: { $0.field == field }),
      let scope = task.scope, let object = task.object
    else { throw NodeServiceError.noConflict(task: reference, field: field.inWords) }
    guard seen == nil || seen == task.seen else {
      throw NodeServiceError.changedMeanwhile(reference)
    }
    try RecordOrigin.partnership(task.origin).checkDecider(
      of: .task, actor: actor, partnership: partnership.reference)
    if let choices = choices(conflict),
      !choices.contains(where: { value == .code($0.rawValue) })
    {
      throw NodeServiceError.statusNotAChoice(choices)
    }
    guard field.accepts(value) else { throw CycleError.valueNotOfField(field) }
    guard !comment.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty else {
      throw NodeServiceError.valueUnreadable(field: "comment", expected: "a reason in words")
    }
    guard !task.needsNewerRelease else { throw NodeServiceError.needsNewerRelease(reference) }
    try write { _, records in
      try checkMark(scope, records)
      try records.write(
        in: scope, by: actor, now: milliseconds, salt: randomBytes(16), key: logKey
      ) { _ in
        [
          try SharedTask.write(
            value, to: field, of: object, resolves: true, note: comment)
        ]
      }
    }
  }

  /// A status must be one that somebody gave, the one before, or one step on; other values are free.
  private func choices(_ conflict: TaskView.Conflict) -> [TaskStatus]? {
    guard conflict.field == .status else { return nil }
    let states = conflict.sides.compactMap { $0.value.words.flatMap(TaskStatus.init(rawValue:)) }
    let base = conflict.base.last?.words.flatMap(TaskStatus.init(rawValue:))
    return TaskLifeCycle.decisions(between: states, base: base)
  }
}

extension [ConflictsWaiting] {
  /// How many there are, whoever decides them.
  var total: Int { reduce(0) { $0 + $1.count } }
}

public import BusinessCycle
internal import Foundation
internal import GRDB
internal import NodeStore
public import PartnershipRecords
public import ReplicaStore
public import SignedLogs
internal import SyncProtocol

/// What a person changes in a task.
public struct TaskChange: Sendable {
  /// New values of registers.
  public var values: [TaskField: CycleValue] = [:]
  /// Elements to add to sets.
  public var additions: [TaskField: [CycleValue]] = [:]
  /// A new entry of the journal.
  public var note: String?

  public init(
    values: [TaskField: CycleValue] = [:], additions: [TaskField: [CycleValue]] = [:],
    note: String? = nil
  ) {
    self.values = values
    self.additions = additions
    self.note = note
  }

  public var isEmpty: Bool { values.isEmpty && additions.isEmpty && note == nil }
}

extension NodeService {
  /// Makes a task. It stays on this machine until somebody shares it.
  ///
  /// - Parameters:
  ///   - change: The title and whatever else is known.
  ///   - actor: An analyst or co-ordinator.
  /// - Returns: The task's reference, such as `GAT-T-0042`.
  /// - Throws: `CycleError`; ``NodeServiceError/valueUnreadable(field:expected:)`` without a title.
  public func createTask(_ change: TaskChange, by actor: Actor) throws -> String {
    try require(actor, .create, .task)
    guard case .text(let title)? = change.values[.title],
      title.contains(where: { !$0.isWhitespace })
    else {
      throw NodeServiceError.valueUnreadable(field: "title", expected: "a few words")
    }
    var fields = LocalTaskFields()
    fields[.status] = .code(TaskStatus.draft.rawValue)
    try fields.apply(change, by: author(actor), at: now())
    let stored = try fields.stored()
    let number = try write { db, records in
      try giveTaskNumber(records) {
        try LocalTasks.insert($0, fields: stored, by: actor.handle, at: now(), in: db)
      }
    }
    return reference(of: number)
  }

  /// Every task that is here: first those that are shared, then those that are not.
  public func tasks() throws -> [TaskView] {
    try database.pool.read { db in
      let records = ScopeRecords(db)
      let shared = try views(of: records.objects(kind: SharedTask.kind), records)
      return (shared + (try LocalTasks.unshared(in: db).map(view))).markingNamesakes()
    }
  }

  /// The tasks that somebody means: the one of that full name, or all of that reference.
  ///
  /// - Throws: ``NodeServiceError/taskUnknown(_:)``.
  public func tasks(called name: String) throws -> [TaskView] {
    let found = try tasks().called(name)
    guard !found.isEmpty else { throw NodeServiceError.taskUnknown(name) }
    return found
  }

  /// One task, by its reference or by its full name in a scope.
  ///
  /// - Throws: ``NodeServiceError/taskUnknown(_:)``, ``NodeServiceError/referenceAmbiguous(_:)``.
  public func task(_ reference: String) throws -> TaskView {
    let found = try tasks(called: reference)
    guard found.count == 1 else {
      throw NodeServiceError.referenceAmbiguous(reference, names: found.map(\.fullName))
    }
    return found[0]
  }

  /// Shares a task with a group: from then on it is in the group's logs.
  ///
  /// - Parameters:
  ///   - reference: A task that was made here and not shared.
  ///   - group: The group's name; `nil` for the only one.
  ///   - actor: Who shares it.
  /// - Returns: The task as it is shared.
  /// - Throws: ``NodeServiceError``, `CycleError`, `ReplicaError.logNotAdmitted`.
  @discardableResult
  public func shareTask(_ reference: String, with group: String? = nil, by actor: Actor) throws
    -> TaskView
  {
    try require(actor, .update, .task)
    try settleTaskNumbers()
    let task = try task(reference)
    let reference = task.reference
    let object = try write { db, records in
      if let shared = task.scope {
        throw try already(reference, sharedIn: shared, asked: group, records)
      }
      guard let number = number(of: reference), let local = try LocalTasks.task(number, in: db)
      else { throw NodeServiceError.taskUnknown(reference) }
      if let shared = local.scopeID.flatMap({ ScopeID($0) }) {
        throw try already(reference, sharedIn: shared, asked: group, records)
      }
      if let forgotten = try forgottenSince(records), local.createdAt < forgotten {
        throw NodeServiceError.mayBeShared(reference, refetch: try refetching(records))
      }
      let scope = try groupScope(group, records)
      try checkMark(scope, records)
      var fields = try LocalTaskFields(stored: local.fields)
      // Who shares a draft proposes it.
      if fields[.status] == .code(TaskStatus.draft.rawValue) {
        fields[.status] = .code(TaskStatus.proposed.rawValue)
      }
      let written = try records.write(
        in: scope, by: actor, now: milliseconds, salt: randomBytes(16), key: logKey
      ) { object in try Self.operations(creating: object, reference, fields) }
      try LocalTasks.markShared(
        number, scope: Data(scope.bytes), object: written.commit.object(createdBy: 0).description,
        in: db)
      return written.commit.object(createdBy: 0)
    }
    guard let shared = try tasks().first(where: { $0.object == object && $0.scope != nil }) else {
      throw NodeServiceError.taskUnknown(reference)
    }
    return shared
  }

  private func already(
    _ reference: String, sharedIn scope: ScopeID, asked: String?, _ records: ScopeRecords
  ) throws -> NodeServiceError {
    let name = try records.control(of: scope).genesis.name
    guard let asked, asked != name else { return .alreadyShared(reference, with: name) }
    return .sharedWithAnother(reference, with: name, asked: asked)
  }

  private static func operations(
    creating object: ObjectID, _ reference: String, _ fields: LocalTaskFields
  ) throws -> [ShareableOperation] {
    var operations = [try SharedTask.create(reference: reference)]
    for (number, value) in fields.values.sorted(by: { $0.key < $1.key }) {
      guard let field = TaskField(number: number) else { continue }
      operations.append(try SharedTask.write(value, to: field, of: object))
    }
    for (number, values) in fields.elements.sorted(by: { $0.key < $1.key }) {
      guard let field = TaskField(number: number) else { continue }
      for value in values {
        operations.append(try SharedTask.write(value, to: field, of: object))
      }
    }
    for entry in fields.journal {
      operations.append(try SharedTask.write(.text(entry.text), to: .journal, of: object))
    }
    return operations
  }

  /// Changes a task, here or in its group's logs.
  ///
  /// - Parameters:
  ///   - reference: The task.
  ///   - change: Only what differs from what the person had before them.
  ///   - seen: The state that the person had before them; `nil` for the present one.
  ///   - actor: Who changes it.
  /// - Throws: `CycleError` if the life-cycle or the role does not allow it;
  ///   ``NodeServiceError/changedMeanwhile(_:)``, ``NodeServiceError/fieldInConflict(task:field:decider:isHere:)``.
  public func updateTask(
    _ reference: String, _ change: TaskChange, seen: Digest? = nil, by actor: Actor
  ) throws {
    let task = try task(reference)
    try checkParts(change, of: task, by: actor)
    try requireUpdate(change, by: actor)
    guard !change.isEmpty else { return }
    guard seen == nil || seen == task.seen else {
      throw NodeServiceError.changedMeanwhile(reference)
    }
    for field in change.values.keys
    where task.openConflicts.contains(where: { $0.field == field }) {
      throw NodeServiceError.fieldInConflict(
        task: task.name, field: field, decider: task.decider,
        isHere: task.decider == partnership.reference)
    }
    try checkStatus(change, of: task, by: actor)
    guard let scope = task.scope, let object = task.object else {
      return try updateLocal(task, change, by: actor)
    }
    guard !task.needsNewerRelease else { throw NodeServiceError.needsNewerRelease(reference) }
    try write { _, records in
      try checkMark(scope, records)
      try records.write(
        in: scope, by: actor, now: milliseconds, salt: randomBytes(16), key: logKey
      ) { _ in try Self.operations(change, of: object) }
    }
  }

  /// Says of a change that one person cannot make alone which part is whose: assigning is for whoever
  /// decides, and the rest for whoever works on it.
  private func checkParts(_ change: TaskChange, of task: TaskView, by actor: Actor) throws {
    guard let status = change.values[.status]?.words.flatMap(TaskStatus.init(rawValue:)),
      status == .assigned, status != task.status
    else { return }
    let fields =
      (change.values.keys.filter { $0 != .status } + change.additions.keys)
      .sorted { $0.number < $1.number }.map(\.inWords) + (change.note == nil ? [] : ["note"])
    let rights = PermissionMatrix.permission(actor.role, .task)
    guard !fields.isEmpty, rights.contains(.decide) != rights.contains(.update) else { return }
    throw CycleError.severalParts(role: actor.role, status: status, fields: fields)
  }

  /// Who decides about a task may change its state, and nothing else of it.
  private func requireUpdate(_ change: TaskChange, by actor: Actor) throws {
    let isStateOnly = change.additions.isEmpty && Array(change.values.keys) == [.status]
    let rights = PermissionMatrix.permission(actor.role, .task)
    guard !isStateOnly || !rights.contains(.decide) else { return }
    try require(actor, .update, .task)
  }

  private static func operations(_ change: TaskChange, of object: ObjectID) throws
    -> [ShareableOperation]
  {
    var operations: [ShareableOperation] = []
    for (field, value) in change.values.sorted(by: { $0.key.number < $1.key.number }) {
      operations.append(try SharedTask.write(value, to: field, of: object))
    }
    for (field, values) in change.additions.sorted(by: { $0.key.number < $1.key.number }) {
      for value in values {
        operations.append(try SharedTask.write(value, to: field, of: object))
      }
    }
    if let note = change.note {
      operations.append(try SharedTask.write(.text(note), to: .journal, of: object))
    }
    return operations
  }

  private func checkStatus(_ change: TaskChange, of task: TaskView, by actor: Actor) throws {
    guard let value = change.values[.status] else { return }
    guard let next = value.words.flatMap(TaskStatus.init(rawValue:)) else {
      throw CycleError.valueNotOfField(.status)
    }
    guard next != task.status else { return }
    let situation = TaskSituation(
      status: task.status, isShared: task.scope != nil,
      isOriginator: task.origin == partnership.reference, doers: task.doers)
    try TaskLifeCycle.check(next, in: situation, by: actor, of: partnership.reference)
  }

  private func updateLocal(_ task: TaskView, _ change: TaskChange, by actor: Actor) throws {
    guard let number = number(of: task.reference) else {
      throw NodeServiceError.taskUnknown(task.reference)
    }
    try write { db, _ in
      guard let local = try LocalTasks.task(number, in: db) else {
        throw NodeServiceError.taskUnknown(task.reference)
      }
      var fields = try LocalTaskFields(stored: local.fields)
      try fields.apply(change, by: author(actor), at: now())
      guard
        try LocalTasks.update(number, fields: try fields.stored(), at: now(), in: db)
      else { throw NodeServiceError.changedMeanwhile(task.reference) }
    }
  }

  func author(_ actor: Actor) -> String { "\(partnership.reference)/\(actor.handle)" }
}

extension LocalTaskFields {
  fileprivate mutating func apply(_ change: TaskChange, by author: String, at now: Date) throws {
    for (field, value) in change.values {
      guard field.accepts(value) else { throw CycleError.valueNotOfField(field) }
      self[field] = value
    }
    for (field, values) in change.additions {
      guard values.allSatisfy(field.accepts) else { throw CycleError.valueNotOfField(field) }
      let known = elements[field.number] ?? []
      elements[field.number] = known + values.filter { !known.contains($0) }
    }
    if let note = change.note {
      journal.append(Entry(text: note, author: author, writtenAt: now))
    }
  }
}

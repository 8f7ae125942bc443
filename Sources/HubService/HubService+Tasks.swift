internal import GRDB
internal import HubStore
public import ReplicaStore
internal import SignedLogs
internal import SyncProtocol

extension HubService {
  /// The tasks that partnerships shared, by reference.
  public func tasks() throws -> [TaskView] {
    try database.writer.read { db in
      let records = ScopeRecords(db)
      return try views(of: records.objects(kind: SharedTask.kind), records).markingNamesakes()
    }
  }

  /// For whom what partners wrote apart waits, by reference: the one place where it is counted.
  public func conflictsWaiting() throws -> [ConflictsWaiting] {
    try tasksInConflict().conflictsWaiting
  }

  /// The tasks about which people disagree; no other task is read.
  public func tasksInConflict() throws -> [TaskView] {
    try database.writer.read { db in
      let records = ScopeRecords(db)
      let objects = try records.objectsInConflict().filter { $0.state.kind == SharedTask.kind }
      return try views(of: objects, records).map { task in
        var task = task
        task.hasNamesake = try records.objects(reference: task.reference).count > 1
        return task
      }.filter { !$0.conflicts.isEmpty }
    }
  }

  func views(of objects: [SharedObject], _ records: ScopeRecords) throws -> [TaskView] {
    try records.withHistories(of: objects) { object, history in
      let control = try records.control(of: object.scope)
      return TaskView(
        object, history: history, erased: try records.erasedWords(in: object.scope)
      ) { logIndex in
        guard let node = control.logs[logIndex]?.genesis.node else { return "?" }
        return control.nodes[node]?.description.reference ?? "?"
      }
    }
  }

  /// The tasks that somebody means: the one of that full name, or all of that reference.
  ///
  /// - Throws: ``HubServiceError/taskUnknown(_:)``.
  public func tasks(called name: String) throws -> [TaskView] {
    let found = try tasks().called(name)
    guard !found.isEmpty else { throw HubServiceError.taskUnknown(name) }
    return found
  }

  /// One shared task, by its reference or by its full name.
  ///
  /// - Throws: ``HubServiceError/taskUnknown(_:)``, ``HubServiceError/referenceAmbiguous(_:names:)``.
  public func task(_ reference: String) throws -> TaskView {
    let found = try tasks(called: reference)
    guard found.count == 1 else {
      throw HubServiceError.referenceAmbiguous(reference, names: found.map(\.fullName))
    }
    return found[0]
  }
}

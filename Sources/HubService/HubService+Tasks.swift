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
      let objects = try records.objects(kind: SharedTask.kind)
      return try records.withHistories(of: objects) { object, history in
        let control = try records.control(of: object.scope)
        return TaskView(
          object, history: history, erased: try records.erasedWords(in: object.scope)
        ) { logIndex in
          guard let node = control.logs[logIndex]?.genesis.node else { return "?" }
          return control.nodes[node]?.description.reference ?? "?"
        }
      }
    }
  }

  /// One shared task.
  ///
  /// - Throws: ``HubServiceError/taskUnknown(_:)``.
  public func task(_ reference: String) throws -> TaskView {
    guard let task = try tasks().first(where: { $0.reference == reference }) else {
      throw HubServiceError.taskUnknown(reference)
    }
    return task
  }
}

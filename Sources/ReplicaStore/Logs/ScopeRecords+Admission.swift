internal import CausalHistory
internal import GRDB
internal import SignedLogs
internal import SyncProtocol

extension ScopeRecords {
  /// Gives what was written before the own log was admitted its place among the other logs.
  ///
  /// Until then the log has index 0 here, and so have its commits, the objects that they made, and
  /// what they wrote. All of it gets the index that the authority gave; no byte of a commit changes.
  func takeAdmission(_ scope: Int64, _ control: ControlState) throws {
    let positions = LogPositions(db: db, scope: scope)
    guard let waiting = try positions.position(of: 0),
      let logIndex = control.logIndex(of: waiting.head.logID)
    else { return }
    var objects: Set<ObjectID> = []
    var names: [[UInt8]] = []
    let segments = LogSegments(db: db, scope: scope)
    try segments.each(of: 0) { segment in
      for commit in try segment.read(under: control) {
        for object in commit.objects {
          try forget(object, commit.dot, scope)
          let renamed = object.named(inLog: logIndex)
          let dot = Dot(logIndex: logIndex, counter: commit.dot.counter)
          names.append(ObjectIndex.name(of: renamed, dot: dot))
          objects.insert(renamed)
        }
      }
      return true
    }
    try segments.rename(0, to: logIndex)
    try positions.remove(0)
    try positions.keep(waiting.admitted(as: logIndex))
    try ObjectIndex(db: db, scope: scope).insert(names)
    try ObjectIndex(db: db, scope: scope).settle()
    var reader = HistoryReader(db: db, scope: scope, control: control)
    for object in objects.sorted() { try refold(object, with: &reader) }
  }

  /// Takes an object that had no name of its own yet out of the state, and its entry of the index.
  func forget(_ object: ObjectID, _ dot: Dot, _ scope: Int64) throws {
    try ObjectIndex(db: db, scope: scope).remove(ObjectIndex.name(of: object, dot: dot))
    guard object.logIndex == 0 else { return }
    let state = try StateRowTable(db, scope: scope)
    try state.remove(object)
    try state.write()
    try OpenConflicts(db: db, scope: scope).keep([], of: object)
  }
}

extension ObjectID {
  /// The same object, once log 0 has an index.
  fileprivate func named(inLog logIndex: UInt32) -> ObjectID {
    guard self.logIndex == 0 else { return self }
    return ObjectID(
      logIndex: logIndex, counter: counter, operationIndex: operationIndex)
  }
}

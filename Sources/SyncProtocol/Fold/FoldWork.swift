import CausalHistory
import SignedLogs

/// The objects of one commit while its operations are applied.
struct FoldWork {
  var origin: WriteOrigin
  private(set) var objects: [ObjectID: ObjectState] = [:]
  private var conflictsBefore: [FieldName: Bool] = [:]
  private var created: [ObjectID] = []
  private var skipped: [SkippedOperation] = []

  init(_ commit: VerifiedCommit) { origin = WriteOrigin(commit) }

  /// What the commit changed, once all operations are applied.
  var change: StateChange {
    var change = StateChange()
    change.created = created.sorted()
    change.changed = objects.keys.sorted()
    for (name, before) in conflictsBefore.sorted(by: { $0.key < $1.key }) {
      let now = objects[name.object]?.fields[name.field]?.isConflict ?? false
      if now && !before { change.opened.append(name) }
      if before && !now { change.closed.append(name) }
    }
    change.skipped = skipped
    return change
  }

  mutating func apply<Objects: ObjectCollection>(
    _ operation: SharedOperation, to collection: inout Objects
  ) throws(Objects.Failure) {
    if case .create(let kind, let reference) = operation {
      return create(kind: kind, reference: reference)
    }
    guard let named = operation.object.map(origin.resolve),
      var object = try object(named, in: collection)
    else { return skip(.objectUnknown) }
    if let field = operation.field {
      let name = FieldName(object: named, field: field)
      if conflictsBefore[name] == nil {
        conflictsBefore[name] = object.fields[field]?.isConflict ?? false
      }
    }
    if case .putChunk(_, let index, let content) = operation {
      let chunk = ChunkReference(
        index: index, dot: origin.dot, digest: Digest(hashing: content),
        length: UInt32(clamping: content.count))
      object.putChunk(chunk, by: origin)
      try collection.keep(
        chunk: content, as: ChunkName(object: named, index: index, dot: origin.dot))
    } else {
      object.apply(operation, by: origin)
    }
    objects[named] = object
  }

  /// An object that the author could name, as the commit has left it so far.
  private func object<Objects: ObjectCollection>(
    _ id: ObjectID, in collection: Objects
  ) throws(Objects.Failure) -> ObjectState? {
    guard origin.knows(id) else { return nil }
    if let object = objects[id] { return object }
    return try collection.object(id)
  }

  private mutating func create(kind: UInt32, reference: String) {
    let id = ObjectID(
      logIndex: origin.dot.logIndex, counter: origin.dot.counter,
      operationIndex: origin.operationIndex)
    objects[id] = ObjectState(id: id, kind: kind, reference: reference, origin: origin)
    created.append(id)
  }

  /// An operation of a later release. If it must not be passed over, its object is closed to edits
  /// here; where the object stands in it is known for the operations that this release knows in
  /// part.
  mutating func pass<Objects: ObjectCollection>(
    over reading: OperationReading, object: ObjectID?, in collection: Objects
  ) throws(Objects.Failure) {
    skip(.operationUnknown)
    guard reading.isCritical, let named = object.map(origin.resolve),
      var object = try self.object(named, in: collection)
    else { return }
    object.needsNewerRelease = true
    objects[named] = object
  }

  private mutating func skip(_ reason: SkippedOperation.Reason) {
    skipped.append(SkippedOperation(operationIndex: origin.operationIndex, reason: reason))
  }
}

extension ObjectState {
  /// Applies an operation on a field.
  fileprivate mutating func apply(_ operation: SharedOperation, by origin: WriteOrigin) {
    switch operation {
    case .set(_, let field, let value, let replaces, let resolves, let note):
      set(field, to: value, replaces: replaces, resolves: resolves, note: note, by: origin)
    case .add(_, let field, let value): addElement(field, value, by: origin)
    case .remove(_, let field, let dots): removeElement(field, replaces: dots, by: origin)
    case .append(_, let field, let value): append(field, value, by: origin)
    case .create, .putChunk: break
    }
  }
}

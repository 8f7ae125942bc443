import CausalHistory
import SignedLogs

/// One commit while its operations are applied. Reads and writes only the rows that they name.
struct FoldWork<Rows: StateRows> {
  var origin: WriteOrigin
  /// The objects that the work is limited to.
  private let includes: (ObjectID) -> Bool
  private(set) var change = StateChange()
  /// Whether each object that the commit names is here; found out once.
  private var known: [ObjectID: Bool] = [:]

  init(_ origin: WriteOrigin, where includes: @escaping (ObjectID) -> Bool) {
    self.origin = origin
    self.includes = includes
  }

  mutating func apply(
    _ operation: SharedOperation, to rows: inout Rows
  ) throws(Rows.Failure) {
    if case .create(let kind, let reference) = operation {
      return try create(kind: kind, reference: reference, in: &rows)
    }
    guard let object = operation.object.map(origin.resolve) else { return }
    guard includes(object) else { return }
    guard try isHere(object, rows) else { return skip(.objectUnknown) }
    switch operation {
    case .create: break
    case .set(_, let field, let value, let replaces, _, _):
      try set(FieldName(object: object, field: field), to: value, replaces: replaces, in: &rows)
    case .add(_, let field, let value):
      try rows.keep(.item(origin.item(value)), at: origin.key(object, .element, field: field))
    case .remove(_, let field, let dots):
      try removeElements(of: dots, from: FieldName(object: object, field: field), in: &rows)
    case .append(_, let field, let value):
      try rows.keep(.item(origin.item(value)), at: origin.key(object, .entry, field: field))
    case .putChunk(_, let index, let content):
      try put(content, at: index, of: object, in: &rows)
    }
    note(object)
  }

  /// An operation of a later release. If it must not be passed over, its object is closed to edits
  /// here; where the object stands in it is known for the operations that this release knows in
  /// part.
  mutating func pass(
    over reading: OperationReading, object: ObjectID?, in rows: inout Rows
  ) throws(Rows.Failure) {
    skip(.operationUnknown)
    guard reading.isCritical, let object = object.map(origin.resolve),
      includes(object), try isHere(object, rows)
    else { return }
    let key = StateKey(object, .header)
    guard case .header(var header)? = try rows.value(at: key) else { return }
    header.needsNewerRelease = true
    try rows.keep(.header(header), at: key)
    note(object)
  }

  private mutating func create(
    kind: UInt32, reference: String, in rows: inout Rows
  ) throws(Rows.Failure) {
    let object = origin.created
    guard includes(object) else { return }
    let header = ObjectHeader(
      kind: kind, reference: reference, createdAt: origin.hybridTime, createdBy: origin.actor)
    try rows.keep(.header(header), at: StateKey(object, .header))
    known[object] = true
    change.created.append(object)
    note(object)
  }

  /// Whether an object is here that the author could name.
  private mutating func isHere(_ object: ObjectID, _ rows: Rows) throws(Rows.Failure) -> Bool {
    guard origin.knows(object) else { return false }
    if let isKnown = known[object] { return isKnown }
    let isHere = try rows.value(at: StateKey(object, .header)) != nil
    known[object] = isHere
    return isHere
  }

  private mutating func note(_ object: ObjectID) {
    if !change.changed.contains(object) { change.changed.append(object) }
  }

  mutating func noteConflict(_ name: FieldName, before: Bool, now: Bool) {
    if now && !before { change.opened.append(name) }
    if before && !now { change.closed.append(name) }
  }

  private mutating func skip(_ reason: SkippedOperation.Reason) {
    change.skipped.append(
      SkippedOperation(operationIndex: origin.operationIndex, reason: reason))
  }
}

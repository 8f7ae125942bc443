public import CausalHistory
public import SignedLogs

/// A shared object as the accepted commits of its scope have made it: a task, a release, a note.
///
/// What stands now, and nothing of what was replaced: that is in the logs, and ``ObjectHistory``
/// finds it there. The same accepted commits give the same value, in whatever order they came.
public struct ObjectState: Sendable, Hashable {
  public let id: ObjectID
  /// 1 a task, 2 a release, 3 a resolution note.
  public let kind: UInt32
  /// What people call it, such as `HPL-T-0042`.
  public let reference: String
  /// The author's hybrid time when it was made.
  public let createdAt: HybridTime
  /// The handle of the person who made it.
  public let createdBy: String
  public internal(set) var fields: [UInt32: FieldState] = [:]
  /// The parts of its bulk content, ascending by index, then dot. The content itself stays where
  /// it is kept, since it may be large.
  public internal(set) var chunks: [ChunkName] = []
  /// Whether a newer release of the product wrote something that this one does not know: the object
  /// may be looked at, and not edited, until this machine has the newer release.
  public internal(set) var needsNewerRelease = false

  init(id: ObjectID, header: ObjectHeader) {
    self.id = id
    kind = header.kind
    reference = header.reference
    createdAt = header.createdAt
    createdBy = header.createdBy
    needsNewerRelease = header.needsNewerRelease
  }

  /// The register's value to show, or nothing if the field was never set.
  public func value(_ field: UInt32) -> SharedValue? { fields[field]?.provisional?.value }

  /// The fields on which people disagree, ascending.
  public var fieldsInConflict: [UInt32] {
    fields.filter { $0.value.isConflict }.keys.sorted()
  }

  /// The disagreement about a field; nothing if there is none.
  public func conflict(_ field: UInt32, in scope: ScopeID) -> FieldConflict? {
    guard let state = fields[field], state.isConflict else { return nil }
    return FieldConflict(scope: scope, object: id, field: field, siblings: state.siblings)
  }

  /// Every disagreement about this object, ascending by field.
  public func conflicts(in scope: ScopeID) -> [FieldConflict] {
    fieldsInConflict.compactMap { conflict($0, in: scope) }
  }
}

extension ObjectState {
  /// Puts an object together from its rows; `nil` if there is no such object.
  ///
  /// - Parameters:
  ///   - id: The object.
  ///   - rows: All of its rows, ascending; values of bulk content may be left empty.
  public init?(id: ObjectID, rows: some Sequence<StateRow>) {
    var state: ObjectState?
    for row in rows {
      if case .header(let header) = row.value {
        state = ObjectState(id: id, header: header)
      } else {
        state?.take(row)
      }
    }
    guard let state else { return nil }
    self = state
  }

  private mutating func take(_ row: StateRow) {
    let field = row.key.field
    switch row.value {
    case .header: break
    case .register(let siblings): fields[field, default: FieldState()].siblings = siblings
    case .item(let item) where row.key.part == .element:
      fields[field, default: FieldState()].elements.append(item)
    case .item(let item): fields[field, default: FieldState()].entries.append(item)
    case .content: chunks.append(ChunkName(object: id, index: field, dot: row.key.dot))
    }
  }
}

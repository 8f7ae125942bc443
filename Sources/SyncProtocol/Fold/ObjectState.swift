public import CausalHistory
public import SignedLogs

/// A shared object as the accepted commits of its scope have made it: a task, a release, a note.
///
/// The same accepted commits give the same value, byte for byte, in whatever order they came.
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
  /// Every write, ascending by dot and place in the commit; nothing is ever taken out.
  public internal(set) var journal: [JournalEntry] = []
  /// The parts of its bulk content, ascending by index, then dot.
  public internal(set) var chunks: [ChunkReference] = []
  /// Whether a newer release of the product wrote something that this one does not know: the object
  /// may be looked at, and not edited, until this machine has the newer release.
  public internal(set) var needsNewerRelease = false

  init(id: ObjectID, kind: UInt32, reference: String, origin: WriteOrigin) {
    self.init(
      id: id, kind: kind, reference: reference, createdAt: origin.hybridTime,
      createdBy: origin.actor)
  }

  init(id: ObjectID, kind: UInt32, reference: String, createdAt: HybridTime, createdBy: String) {
    self.id = id
    self.kind = kind
    self.reference = reference
    self.createdAt = createdAt
    self.createdBy = createdBy
  }

  /// The register's value to show, or nothing if the field was never set.
  public func value(_ field: UInt32) -> SharedValue? { fields[field]?.provisional?.value }

  /// The fields on which people disagree, ascending.
  public var fieldsInConflict: [UInt32] {
    fields.filter { $0.value.isConflict }.keys.sorted()
  }

  /// The disagreement about a field, with what its values replaced; nothing if there is none.
  public func conflict(_ field: UInt32, in scope: ScopeID) -> FieldConflict? {
    guard let state = fields[field], state.isConflict else { return nil }
    let dots = Set(state.siblings.flatMap(\.replaced))
    let base = journal.compactMap { entry in
      entry.field == field && dots.contains(entry.dot) ? entry.value : nil
    }
    return FieldConflict(
      scope: scope, object: id, field: field, base: base, siblings: state.siblings)
  }

  /// Every disagreement about this object, ascending by field.
  public func conflicts(in scope: ScopeID) -> [FieldConflict] {
    fieldsInConflict.compactMap { conflict($0, in: scope) }
  }

  /// The journal in the order of people's time: hybrid time, then dot, then place in the commit.
  public var journalInTime: [JournalEntry] {
    journal.sorted {
      ($0.hybridTime, $0.dot, $0.operationIndex) < ($1.hybridTime, $1.dot, $1.operationIndex)
    }
  }
}

public import SignedLogs

/// A field of an object.
public struct FieldName: Sendable, Hashable, Comparable {
  public let object: ObjectID
  public let field: UInt32

  public init(object: ObjectID, field: UInt32) {
    self.object = object
    self.field = field
  }

  public static func < (left: FieldName, right: FieldName) -> Bool {
    (left.object, left.field) < (right.object, right.field)
  }
}

/// An operation of an accepted commit that could have no effect, and why.
public struct SkippedOperation: Sendable, Hashable {
  public enum Reason: String, Sendable {
    /// The object is not in the author's past: it never was, or its making was void.
    case objectUnknown = "object-unknown"
    /// This release does not know the operation; the object is shown, but not edited, until it
    /// does.
    case operationUnknown = "operation-unknown"
  }

  public let operationIndex: UInt32
  public let reason: Reason
}

/// What one commit changed.
public struct StateChange: Sendable, Hashable {
  /// Objects that the commit made, ascending.
  public internal(set) var created: [ObjectID] = []
  /// Objects that the commit changed, the made ones included, ascending.
  public internal(set) var changed: [ObjectID] = []
  /// Fields that became conflicts with it, ascending.
  public internal(set) var opened: [FieldName] = []
  /// Fields that were conflicts until it, ascending.
  public internal(set) var closed: [FieldName] = []
  public internal(set) var skipped: [SkippedOperation] = []

  public init() {}
  /// The same with its lists ascending.
  var inOrder: StateChange {
    var change = self
    if created.count > 1 { change.created.sort() }
    if changed.count > 1 { change.changed.sort() }
    if opened.count > 1 { change.opened.sort() }
    if closed.count > 1 { change.closed.sort() }
    return change
  }
}

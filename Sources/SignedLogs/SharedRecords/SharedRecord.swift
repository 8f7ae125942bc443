public import CausalHistory
public import PartnershipRecords

/// A kind of record that a person may share with a group.
///
/// Conforming is a decision about disclosure: every field is declared here, one by one, and nothing
/// that is not declared can be written to a log.
public protocol SharedRecord {
  /// What may leave this machine; ``DataClass/local`` never does.
  static var dataClass: DataClass { get }
  /// The number of the kind in logs: 1 task, 2 release, 3 resolution note.
  static var kind: UInt32 { get }
  /// Every field that may be shared.
  static var sharedFields: [SharedField] { get }
}

/// A field that may be shared.
public struct SharedField: Hashable, Sendable {
  /// What the field holds.
  public enum Kind: String, Sendable, Codable, CaseIterable {
    case text, number, truth, day, code, content
    /// Elements that are added and removed: texts or codes.
    case set
    /// Entries that are only added: texts or codes.
    case list
  }

  /// Never used again for anything else.
  public let number: UInt32
  public let name: String
  public let kind: Kind

  public init(number: UInt32, name: String, kind: Kind) {
    self.number = number
    self.name = name
    self.kind = kind
  }

  /// Whether a value can be the field's; for a set or list, an element.
  public func accepts(_ value: SharedValue) -> Bool {
    switch (kind, value) {
    case (.text, .text), (.number, .number), (.truth, .truth), (.day, .day), (.code, .code),
      (.content, .content), (.set, .text), (.set, .code), (.list, .text), (.list, .code):
      true
    default: false
    }
  }
}

/// An operation that may be written to a log. Only a kind of record that conforms to
/// ``SharedRecord`` makes one, and only for the fields that it declares.
public struct ShareableOperation: Hashable, Sendable {
  public let operation: SharedOperation

  fileprivate init(_ operation: SharedOperation) { self.operation = operation }
}

// MARK: - Making operations

extension SharedRecord {
  /// Creates an object. Its name is ``CommitAuthor/nextObject(operationIndex:)``.
  public static func create(reference: String) throws(SignedLogError) -> ShareableOperation {
    try mayLeave()
    return ShareableOperation(.create(kind: kind, reference: reference))
  }

  /// Gives a field a value.
  ///
  /// - Parameters:
  ///   - field: Its number.
  ///   - object: The object.
  ///   - value: A value of the field's kind.
  ///   - replaces: The values that the person had in view.
  ///   - resolves: Whether a person decides a conflict with it.
  ///   - note: Why it was decided so.
  /// - Returns: The operation.
  /// - Throws: ``SignedLogError`` if the field is not declared or the value does not fit.
  public static func set(
    _ field: UInt32, of object: ObjectID, to value: SharedValue,
    replaces: Replacement = .allInContext, resolves: Bool = false, note: String = ""
  ) throws(SignedLogError) -> ShareableOperation {
    try check(field, value, isWhole: true)
    return ShareableOperation(
      .set(
        object: object, field: field, value: value, replaces: replaces, resolves: resolves,
        note: note))
  }

  /// Adds an element to a set.
  public static func add(_ value: SharedValue, to field: UInt32, of object: ObjectID)
    throws(SignedLogError) -> ShareableOperation
  {
    try check(field, value, kind: .set)
    return ShareableOperation(.add(object: object, field: field, value: value))
  }

  /// Takes out of a set all that the named commits added to it. An element that one of them added
  /// and that is to stay is added again in the same commit.
  public static func remove(_ dots: [Dot], from field: UInt32, of object: ObjectID)
    throws(SignedLogError) -> ShareableOperation
  {
    guard try declared(field).kind == .set else { throw .valueUnfit(kind: kind, field: field) }
    return ShareableOperation(.remove(object: object, field: field, replaces: dots))
  }

  /// Adds an entry to a list.
  public static func append(_ value: SharedValue, to field: UInt32, of object: ObjectID)
    throws(SignedLogError) -> ShareableOperation
  {
    try check(field, value, kind: .list)
    return ShareableOperation(.append(object: object, field: field, value: value))
  }

  /// Stores a part of the object's bulk content, at most 16 KiB.
  public static func putChunk(_ content: [UInt8], at index: UInt32, of object: ObjectID)
    throws(SignedLogError) -> ShareableOperation
  {
    try mayLeave()
    return ShareableOperation(.putChunk(object: object, index: index, content: content))
  }

  private static func mayLeave() throws(SignedLogError) {
    guard dataClass != .local else { throw .recordMayNotLeave(dataClass: dataClass) }
  }

  private static func declared(_ field: UInt32) throws(SignedLogError) -> SharedField {
    try mayLeave()
    guard let found = sharedFields.first(where: { $0.number == field }) else {
      throw .fieldUndeclared(kind: kind, field: field)
    }
    return found
  }

  private static func check(
    _ field: UInt32, _ value: SharedValue, isWhole: Bool = false,
    kind expected: SharedField.Kind? = nil
  ) throws(SignedLogError) {
    let declared = try declared(field)
    let isCollection = declared.kind == .set || declared.kind == .list
    guard declared.accepts(value), !isWhole || !isCollection,
      expected == nil || declared.kind == expected
    else { throw .valueUnfit(kind: kind, field: field) }
  }
}

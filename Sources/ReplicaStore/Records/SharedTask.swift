public import BusinessCycle
public import PartnershipRecords
public import SignedLogs

/// A task as a shared object: each field that ``TaskField`` names, and nothing else.
public enum SharedTask: SharedRecord {
  public static let dataClass = DataClass.shared
  public static let kind: UInt32 = 1

  public static let sharedFields: [SharedField] =
    (TaskField.named + (0..<TaskField.ratingSlots).map { .partnerRating(slot: $0) }).map {
      SharedField(number: $0.number, name: $0.name, kind: SharedField.Kind($0.kind))
    } + [SharedField(number: TaskAttachment.field, name: "attachments", kind: .set)]

  /// Gives a field a value, or adds to a set or list.
  ///
  /// - Throws: `CycleError.valueNotOfField`; `SignedLogError` for a value that is too large.
  public static func write(
    _ value: CycleValue, to field: TaskField, of object: ObjectID,
    replaces: Replacement = .allInContext, resolves: Bool = false, note: String = ""
  ) throws -> ShareableOperation {
    guard field.accepts(value) else { throw CycleError.valueNotOfField(field) }
    let shared = SharedValue(value)
    switch field.kind {
    case .set: return try add(shared, to: field.number, of: object)
    case .list: return try append(shared, to: field.number, of: object)
    case .text, .code, .day, .number:
      return try set(
        field.number, of: object, to: shared, replaces: replaces, resolves: resolves, note: note)
    }
  }
}

extension SharedField.Kind {
  init(_ kind: FieldKind) {
    self =
      switch kind {
      case .text: .text
      case .code: .code
      case .day: .day
      case .number: .number
      case .set: .set
      case .list: .list
      }
  }
}

extension SharedValue {
  /// A task's value as logs carry it.
  public init(_ value: CycleValue) {
    self =
      switch value {
      case .text(let text): .text(text)
      case .number(let number): .number(number)
      case .truth(let truth): .truth(truth)
      case .day(let day): .day(day.number)
      case .code(let code): .code(code)
      }
  }
}

extension CycleValue {
  /// A value from a log; `nil` for bulk content, which no task has.
  public init?(_ value: SharedValue) {
    switch value {
    case .text(let text): self = .text(text)
    case .number(let number): self = .number(number)
    case .truth(let truth): self = .truth(truth)
    case .day(let number): self = .day(Day(number: number))
    case .code(let code): self = .code(code)
    case .content: return nil
    }
  }
}

internal import CausalHistory

// Operations by hand and in one pass: what protobuf's own reader lets pass, such as a field twice,
// has two readings; and logs are read by the million.
extension OperationReading {
  /// Reads one `Operation`.
  init(_ reader: WireReader) throws(SignedLogError) {
    var reader = reader
    var known: OperationReading?
    var later: OperationReading?
    while !reader.isAtEnd {
      let tag = try reader.tag()
      guard tag.number <= 6 else {
        let content = tag.wireType == 2 ? try reader.content() : nil
        if content == nil { try reader.skip(wireType: tag.wireType) }
        later =
          later
          ?? .unknown(
            type: UInt32(clamping: tag.number), object: content.flatMap(ObjectID.init(namedIn:)))
        continue
      }
      try reader.require(tag, 2)
      guard known == nil else { throw reader.failure(.fieldRepeated) }
      known = try Self.action(UInt32(tag.number), try reader.content())
    }
    if let known {
      self = known
    } else if let later {
      self = later
    } else {
      throw .fieldInvalid(.commitPayload, field: "action", reason: "missing")
    }
  }

  private static func action(_ type: UInt32, _ reader: WireReader) throws(SignedLogError)
    -> OperationReading
  {
    if type == 1 { return .known(try create(reader)) }
    let fields = try ActionFields(reader, type: type)
    guard let object = fields.object else { throw missing }
    if type == 4 {
      return .known(.remove(object: object, field: fields.field, replaces: fields.replaces))
    }
    if type == 6 {
      return .known(.putChunk(object: object, index: fields.field, content: fields.content))
    }
    guard let value = fields.value else {
      // A value of a kind that this release does not know: then it does not know the operation.
      guard fields.hasLaterValue else { throw missing }
      return .unknown(type: type, object: object)
    }
    switch type {
    case 2:
      return .known(
        .set(
          object: object, field: fields.field, value: value,
          replaces: fields.allInContext ? .allInContext : .dots(fields.replaces),
          resolves: fields.resolves, note: fields.note))
    case 3: return .known(.add(object: object, field: fields.field, value: value))
    default: return .known(.append(object: object, field: fields.field, value: value))
    }
  }

  private static var missing: SignedLogError {
    .fieldInvalid(.commitPayload, field: "object or value", reason: "missing")
  }

  private static func create(_ reader: WireReader) throws(SignedLogError) -> SharedOperation {
    var reader = reader
    var marks = FieldMarks()
    var (kind, reference): (UInt32, String) = (0, "")
    while !reader.isAtEnd {
      let tag = try reader.tag()
      switch tag.number {
      case 1:
        try reader.require(tag, 0)
        try marks.mark(tag, in: reader)
        kind = try reader.number32()
      case 2:
        try reader.require(tag, 2)
        try marks.mark(tag, in: reader)
        reference = try reader.text()
      default: try reader.skip(wireType: tag.wireType)
      }
    }
    return .create(kind: kind, reference: reference)
  }
}

/// The fields of every action but `Create`: the numbers mean the same in all, as far as an action has
/// them.
private struct ActionFields {
  private(set) var object: ObjectID?
  /// The field's number; the index of a part of bulk content.
  private(set) var field: UInt32 = 0
  private(set) var value: SharedValue?
  private(set) var hasLaterValue = false
  private(set) var content: [UInt8] = []
  private(set) var replaces: [Dot] = []
  private(set) var allInContext = false
  private(set) var resolves = false
  private(set) var note = ""

  init(_ reader: WireReader, type: UInt32) throws(SignedLogError) {
    var reader = reader
    var marks = FieldMarks()
    // `RemoveElement` has its dots where the others have their value.
    let (last, dots): (UInt64, UInt64) = type == 2 ? (7, 4) : (3, type == 4 ? 3 : 0)
    while !reader.isAtEnd {
      let tag = try reader.tag()
      guard tag.number <= last else {
        try reader.skip(wireType: tag.wireType)
        continue
      }
      let isNumber = tag.number == 2 || tag.number == 5 || tag.number == 6
      try reader.require(tag, isNumber ? 0 : 2)
      if tag.number == dots {
        replaces.append(try Dot(reading: try reader.content()))
        continue
      }
      try marks.mark(tag, in: reader)
      try read(tag.number, ofType: type, with: &reader)
    }
  }

  private mutating func read(_ number: UInt64, ofType type: UInt32, with reader: inout WireReader)
    throws(SignedLogError)
  {
    switch number {
    case 1: object = try ObjectID(reading: try reader.content())
    case 2: field = try reader.number32()
    case 3 where type == 6: content = Array(try reader.content().rest)
    case 3:
      let inner = try reader.content()
      value = try SharedValue(reading: inner)
      hasLaterValue = value == nil && !inner.isAtEnd
    case 5: allInContext = try reader.truth()
    case 6: resolves = try reader.truth()
    default: note = try reader.text()
    }
  }
}

extension ObjectID {
  /// The object that an operation of a later release is about: every operation has its object's
  /// name in field 1. `nil` if that is not a name, or not there.
  fileprivate init?(namedIn reader: WireReader) {
    var reader = reader
    while !reader.isAtEnd, let tag = try? reader.tag() {
      if tag.number == 1, tag.wireType == 2 {
        guard let content = try? reader.content(), let name = try? ObjectID(reading: content) else {
          return nil
        }
        self = name
        return
      }
      guard (try? reader.skip(wireType: tag.wireType)) != nil else { return nil }
    }
    return nil
  }

  fileprivate init(reading reader: WireReader) throws(SignedLogError) {
    var reader = reader
    var marks = FieldMarks()
    var (logIndex, counter, operationIndex): (UInt32, UInt64, UInt32) = (0, 0, 0)
    while !reader.isAtEnd {
      let tag = try reader.tag()
      guard tag.number <= 3 else {
        try reader.skip(wireType: tag.wireType)
        continue
      }
      try reader.require(tag, 0)
      try marks.mark(tag, in: reader)
      switch tag.number {
      case 1: logIndex = try reader.number32()
      case 2: counter = try reader.number()
      default: operationIndex = try reader.number32()
      }
    }
    self.init(logIndex: logIndex, counter: counter, operationIndex: operationIndex)
  }
}

extension Dot {
  fileprivate init(reading reader: WireReader) throws(SignedLogError) {
    let pair = try HeaderFields.pair(reader)
    self.init(logIndex: pair.0, counter: pair.1)
  }
}

extension SharedValue {
  /// Reads a `Value`; `nil` if it is of no kind that this release knows.
  fileprivate init?(reading reader: WireReader) throws(SignedLogError) {
    var reader = reader
    var found: SharedValue?
    while !reader.isAtEnd {
      let tag = try reader.tag()
      guard tag.number <= 6 else {
        try reader.skip(wireType: tag.wireType)
        continue
      }
      try reader.require(tag, tag.number == 1 || tag.number >= 5 ? 2 : 0)
      guard found == nil else { throw reader.failure(.fieldRepeated) }
      switch tag.number {
      case 1: found = .text(try reader.text())
      case 2:
        let zigzag = try reader.number()
        found = .number(Int64(bitPattern: (zigzag >> 1) ^ (0 &- (zigzag & 1))))
      case 3: found = .truth(try reader.truth())
      case 4:
        let zigzag = try reader.number32()
        found = .day(Int32(bitPattern: (zigzag >> 1) ^ (0 &- (zigzag & 1))))
      case 5: found = .code(try reader.text())
      default: found = .content(Array(try reader.content().rest))
      }
    }
    guard let found else { return nil }
    self = found
  }
}

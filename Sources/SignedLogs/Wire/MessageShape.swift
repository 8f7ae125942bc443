/// Which fields a message may have once and which many times: what the protobuf library lets pass
/// and a signed record must not have.
struct MessageShape: Sendable {
  indirect enum Kind: Sendable {
    case number64, number32, truth, bytes, text
    case message(MessageShape)

    var wireType: UInt8 {
      switch self {
      case .number64, .number32, .truth: 0
      case .bytes, .text, .message: 2
      }
    }
  }

  enum Occurrence: Sendable {
    case once, many
    /// At most one field of the choice with this number.
    case choice
  }

  struct Field: Sendable {
    let kind: Kind
    let occurrence: Occurrence
  }

  private let fields: [UInt64: Field]

  init(_ fields: [UInt64: Kind], many: Set<UInt64> = [], choice: Set<UInt64> = []) {
    var all: [UInt64: Field] = [:]
    for (number, kind) in fields {
      let occurrence: Occurrence =
        many.contains(number) ? .many : choice.contains(number) ? .choice : .once
      all[number] = Field(kind: kind, occurrence: occurrence)
    }
    self.fields = all
  }

  /// Reads all bytes and refuses any that break a rule. Fields that the shape does not name pass, as
  /// long as they are well formed: a later release may know them.
  func check(_ bytes: [UInt8], part: SignedPart) throws(SignedLogError) {
    try check(WireReader(bytes, part: part))
  }

  private func check(_ reader: WireReader) throws(SignedLogError) {
    var reader = reader
    var seen: Set<UInt64> = []
    var hasChosen = false
    while !reader.isAtEnd {
      let tag = try reader.tag()
      guard let field = fields[tag.number] else {
        try reader.skip(wireType: tag.wireType)
        continue
      }
      guard field.kind.wireType == tag.wireType else { throw reader.failure(.wireTypeWrong) }
      switch field.occurrence {
      case .many: break
      case .once:
        guard seen.insert(tag.number).inserted else { throw reader.failure(.fieldRepeated) }
      case .choice:
        guard !hasChosen else { throw reader.failure(.fieldRepeated) }
        hasChosen = true
      }
      try check(field.kind, with: &reader)
    }
  }

  private func check(_ kind: Kind, with reader: inout WireReader) throws(SignedLogError) {
    switch kind {
    case .number64: _ = try reader.number()
    case .number32: _ = try reader.number32()
    case .truth:
      guard try reader.number() <= 1 else { throw reader.failure(.numberTooLarge) }
    case .bytes: _ = try reader.content()
    case .text: _ = try reader.text()
    case .message(let shape): try shape.check(try reader.content())
    }
  }
}

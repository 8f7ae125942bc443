internal import CausalHistory
internal import PartnershipRecords

/// The fields of a commit header as they stand in it: differences from the commit before.
struct HeaderFields {
  var hybridTimeDelta: UInt64 = 0
  var controlSequenceDelta: UInt64 = 0
  var controlHash: Digest?
  /// Ascending by log; `counter` is the advance.
  var contextDelta: [VersionVector.Entry] = []
  var schema: UInt32 = 0
  var payloadLength: UInt32 = 0
  var flags: UInt32 = 0
  var actor = ""
  var reissueOf: Reissue?

  init() {}

  /// Reads a header. Fields that this release does not know are passed over.
  init(_ bytes: [UInt8]) throws(SignedLogError) {
    var reader = WireReader(bytes, part: .commitHeader)
    var seen: UInt16 = 0
    while !reader.isAtEnd {
      let tag = try reader.tag()
      guard let wireType = Self.wireType(ofField: tag.number) else {
        try reader.skip(wireType: tag.wireType)
        continue
      }
      guard wireType == tag.wireType else { throw reader.failure(.wireTypeWrong) }
      let mark = UInt16(1) << UInt16(tag.number)
      guard tag.number == 4 || seen & mark == 0 else { throw reader.failure(.fieldRepeated) }
      seen |= mark
      try read(field: tag.number, with: &reader)
    }
  }

  private static func wireType(ofField number: UInt64) -> UInt8? {
    switch number {
    case 1, 2, 5, 6, 7: 0
    case 3, 4, 8, 9: 2
    default: nil
    }
  }

  private mutating func read(field: UInt64, with reader: inout WireReader) throws(SignedLogError) {
    switch field {
    case 1: hybridTimeDelta = try reader.number()
    case 2: controlSequenceDelta = try reader.number()
    case 3:
      let content = try reader.content().rest
      guard !content.isEmpty else { break }
      guard let hash = Digest(content) else {
        throw .fieldInvalid(.commitHeader, field: "control_hash", reason: "not of 32 bytes")
      }
      controlHash = hash
    case 4:
      let pair = try Self.pair(try reader.content())
      contextDelta.append(VersionVector.Entry(logIndex: pair.0, counter: pair.1))
    case 5: schema = try reader.number32()
    case 6: payloadLength = try reader.number32()
    case 7: flags = try reader.number32()
    case 8: actor = try reader.text()
    default: reissueOf = try Reissue(reading: try reader.content())
    }
  }

  /// A `ContextEntry`.
  static func pair(_ reader: WireReader) throws(SignedLogError) -> (UInt32, UInt64) {
    var reader = reader
    var logIndex: UInt32?
    var number: UInt64?
    while !reader.isAtEnd {
      let tag = try reader.tag()
      guard tag.number <= 2 else {
        try reader.skip(wireType: tag.wireType)
        continue
      }
      guard tag.wireType == 0 else { throw reader.failure(.wireTypeWrong) }
      guard tag.number == 1 ? logIndex == nil : number == nil else {
        throw reader.failure(.fieldRepeated)
      }
      if tag.number == 1 { logIndex = try reader.number32() } else { number = try reader.number() }
    }
    return (logIndex ?? 0, number ?? 0)
  }
}

extension HeaderFields {
  /// The position after a commit with this header; checks every rule that needs the one before.
  func position(after before: LogPosition, head: LogHead) throws(SignedLogError) -> LogPosition {
    let counter = head.counter
    let (time, timeOverflows) = before.author.hybridTime.rawValue
      .addingReportingOverflow(hybridTimeDelta)
    guard !timeOverflows else {
      throw .numberOverflows(counter: counter, field: "hybrid_time_delta")
    }
    let position = LogPosition(
      logIndex: before.logIndex, head: head,
      author: AuthorPosition(
        hybridTime: HybridTime(rawValue: time),
        control: try control(after: before.author.control, counter: counter),
        context: try context(after: before, counter: counter),
        schema: schema == 0 ? before.author.schema : schema,
        actor: try actor(after: before.author.actor)))
    if let reissueOf { try reissueOf.check(at: position) }
    return position
  }

  /// An empty handle stands for the one before.
  private func actor(after before: String) throws(SignedLogError) -> String {
    if actor.isEmpty, !before.isEmpty { return before }
    guard actor == before || Actor(handle: actor, role: .analyst) != nil, !actor.isEmpty else {
      throw .fieldInvalid(.commitHeader, field: "actor", reason: "not a handle")
    }
    return actor
  }

  private func control(after before: ControlPosition, counter: UInt64) throws(SignedLogError)
    -> ControlPosition
  {
    guard controlSequenceDelta > 0 else {
      guard controlHash == nil else { throw .controlHashUnexpected(counter: counter) }
      return before
    }
    guard let controlHash else { throw .controlHashMissing(counter: counter) }
    let (sequence, overflows) = before.sequence.addingReportingOverflow(controlSequenceDelta)
    guard !overflows else {
      throw .numberOverflows(counter: counter, field: "control_sequence_delta")
    }
    return ControlPosition(sequence: sequence, hash: controlHash)
  }

  private func context(after before: LogPosition, counter: UInt64) throws(SignedLogError)
    -> VersionVector
  {
    guard !contextDelta.isEmpty else { return before.author.context }
    var context = before.author.context
    // Log indices are from 1: so 0 is out of order as a first entry, too.
    var last: UInt32 = 0
    for entry in contextDelta {
      let logIndex = entry.logIndex
      guard logIndex > last else { throw .contextUnordered(counter: counter, logIndex: logIndex) }
      guard logIndex != before.logIndex else { throw .contextNamesOwnLog(counter: counter) }
      guard entry.counter > 0 else {
        throw .contextAdvanceZero(counter: counter, logIndex: logIndex)
      }
      let (seen, overflows) = context[logIndex].addingReportingOverflow(entry.counter)
      guard !overflows else { throw .numberOverflows(counter: counter, field: "context_delta") }
      context[logIndex] = seen
      last = logIndex
    }
    return context
  }
}

internal import CausalHistory

extension Reissue {
  /// Reads the field of a header.
  init(reading reader: WireReader) throws(SignedLogError) {
    var reader = reader
    var (logIndex, counter): (UInt32, UInt64) = (0, 0)
    var hash: Digest?
    var entries: [VersionVector.Entry] = []
    var marks = FieldMarks()
    while !reader.isAtEnd {
      let tag = try reader.tag()
      guard tag.number <= 4 else {
        try reader.skip(wireType: tag.wireType)
        continue
      }
      try reader.require(tag, tag.number <= 2 ? 0 : 2)
      if tag.number != 4 { try marks.mark(tag, in: reader) }
      switch tag.number {
      case 1: logIndex = try reader.number32()
      case 2: counter = try reader.number()
      case 3: hash = Digest(try reader.content().rest)
      default:
        let pair = try HeaderFields.pair(try reader.content())
        entries.append(VersionVector.Entry(logIndex: pair.0, counter: pair.1))
      }
    }
    guard logIndex >= 1, counter >= 1, let hash else {
      throw .fieldInvalid(.commitHeader, field: "reissue_of", reason: "not the name of a commit")
    }
    self.init(
      orphan: Dot(logIndex: logIndex, counter: counter), hash: hash,
      context: try Self.context(entries))
  }

  /// A whole context: ascending, every counter at least 1, so that it has one form.
  private static func context(_ entries: [VersionVector.Entry]) throws(SignedLogError)
    -> VersionVector
  {
    let context = VersionVector(entries)
    guard context.entries == entries else {
      throw .fieldInvalid(
        .commitHeader, field: "reissue_of", reason: "a context whose logs do not ascend")
    }
    return context
  }

  /// Checks what needs the commit that repeats: nobody saw with the orphan what the repeating
  /// commit's replica has not applied.
  func check(at position: LogPosition) throws(SignedLogError) {
    let counter = position.head.counter
    guard orphan.logIndex != position.logIndex else {
      throw .fieldInvalid(.commitHeader, field: "reissue_of", reason: "a commit of the same log")
    }
    for entry in context.entries {
      guard entry.logIndex != position.logIndex || entry.logIndex == 0 else {
        throw .contextNamesOwnLog(counter: counter)
      }
      let seen = entry.logIndex == 0 ? counter - 1 : position.author.context[entry.logIndex]
      guard entry.counter <= seen else {
        throw .reissueContextBeyond(counter: counter, logIndex: entry.logIndex)
      }
    }
  }
}

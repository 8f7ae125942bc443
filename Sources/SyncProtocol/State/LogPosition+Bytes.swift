import CausalHistory
public import SignedLogs

extension LogPosition {
  private static let format: UInt8 = 1

  /// The position as a store keeps it: all that is needed to read the log's next commit.
  public var bytes: [UInt8] {
    var writer = StateWriter(capacity: 128 + 6 * author.context.entries.count)
    writer.write(byte: Self.format)
    writer.write(logIndex)
    writer.write(bytes: head.logID.bytes)
    writer.write(head.counter)
    writer.write(bytes: head.hash.bytes)
    writer.write(author.hybridTime.rawValue)
    writer.write(author.control.sequence)
    writer.write(bytes: author.control.hash.bytes)
    writer.write(list: author.context.entries) {
      $0.write($1.logIndex)
      $0.write($1.counter)
    }
    writer.write(author.schema)
    writer.write(text: author.actor)
    return writer.bytes
  }

  /// Reads what `bytes` gave.
  ///
  /// - Parameter bytes: All of it and nothing more.
  /// - Throws: `SyncError.stateUnreadable` for any other bytes.
  public init(bytes: [UInt8]) throws {
    var reader = StateReader(bytes)
    guard try reader.byte() == Self.format else { throw reader.failure("the format is unknown") }
    let logIndex = try reader.number32()
    let head = LogHead(
      logID: LogID(try reader.digest()), counter: try reader.number(), hash: try reader.digest())
    let author = AuthorPosition(
      hybridTime: try reader.hybridTime(),
      control: ControlPosition(sequence: try reader.number(), hash: try reader.digest()),
      context: VersionVector(
        try reader.list {
          VersionVector.Entry(logIndex: try $0.number32(), counter: try $0.number())
        }), schema: try reader.number32(), actor: try reader.text())
    try reader.end()
    self.init(logIndex: logIndex, head: head, author: author)
  }
}

extension StateReader {
  mutating func digest() throws -> Digest {
    guard let digest = Digest(try content()) else { throw failure("a digest is not of 32 bytes") }
    return digest
  }
}

import CausalHistory
import SignedLogs

extension ObjectState {
  /// The format of the bytes below; the first byte of every stored object.
  private static let format: UInt8 = 1

  /// The object as bytes to store and to hash: equal objects have equal bytes.
  public var bytes: [UInt8] {
    var writer = StateWriter()
    writer.write(byte: Self.format)
    writer.write(id)
    writer.write(kind)
    writer.write(text: reference)
    writer.write(createdAt.rawValue)
    writer.write(text: createdBy)
    writer.write(truth: needsNewerRelease)
    writer.write(count: fields.count)
    for (field, state) in fields.sorted(by: { $0.key < $1.key }) {
      writer.write(field)
      writer.write(state)
    }
    writer.write(list: journal) { $0.write($1) }
    writer.write(list: chunks) { $0.write($1) }
    return writer.bytes
  }

  /// Reads what `bytes` gave.
  ///
  /// - Parameter bytes: All of it and nothing more.
  /// - Throws: `SyncError.stateUnreadable` for any other bytes.
  public init(bytes: [UInt8]) throws {
    var reader = StateReader(bytes)
    guard try reader.byte() == Self.format else { throw reader.failure("the format is unknown") }
    self.init(
      id: try reader.objectID(), kind: try reader.number32(), reference: try reader.text(),
      createdAt: HybridTime(rawValue: try reader.number()), createdBy: try reader.text())
    needsNewerRelease = try reader.truth()
    let states = try reader.list { (try $0.number32(), try $0.fieldState()) }
    fields = Dictionary(states) { first, _ in first }
    journal = try reader.list { try $0.journalEntry() }
    chunks = try reader.list { try $0.chunkReference() }
    try reader.end()
    guard fields.count == states.count else { throw reader.failure("a field comes twice") }
  }
}

extension ObjectState: Codable {
  public init(from decoder: any Decoder) throws {
    try self.init(bytes: decoder.singleValueContainer().decode([UInt8].self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(bytes)
  }
}

extension StateWriter {
  mutating func write<Item>(list: [Item], _ item: (inout StateWriter, Item) -> Void) {
    write(count: list.count)
    for element in list { item(&self, element) }
  }

  mutating func write(_ dot: Dot) {
    write(dot.logIndex)
    write(dot.counter)
  }

  mutating func write(_ id: ObjectID) {
    write(id.logIndex)
    write(id.counter)
    write(id.operationIndex)
  }

  mutating func write(_ value: SharedValue) {
    switch value {
    case .text(let text):
      write(byte: 1)
      write(text: text)
    case .number(let number):
      write(byte: 2)
      write(signed: number)
    case .truth(let truth):
      write(byte: 3)
      write(truth: truth)
    case .day(let day):
      write(byte: 4)
      write(signed: Int64(day))
    case .code(let code):
      write(byte: 5)
      write(text: code)
    case .content(let content):
      write(byte: 6)
      write(bytes: content)
    }
  }

  mutating func write(_ sibling: Sibling) {
    write(sibling.dot)
    write(sibling.value)
    write(sibling.hybridTime.rawValue)
    write(text: sibling.actor)
    write(list: sibling.replaced) { $0.write($1) }
  }

  mutating func write(_ item: FieldItem) {
    write(item.dot)
    write(item.operationIndex)
    write(item.value)
    write(item.hybridTime.rawValue)
    write(text: item.actor)
  }

  mutating func write(_ state: FieldState) {
    write(list: state.siblings) { $0.write($1) }
    write(list: state.elements) { $0.write($1) }
    write(list: state.entries) { $0.write($1) }
  }

  mutating func write(_ entry: JournalEntry) {
    write(entry.dot)
    write(entry.operationIndex)
    write(entry.field)
    write(byte: entry.action.rawValue)
    write(truth: entry.value != nil)
    if let value = entry.value { write(value) }
    write(list: entry.replaced) { $0.write($1) }
    write(entry.hybridTime.rawValue)
    write(text: entry.actor)
    write(truth: entry.resolves)
    write(text: entry.note)
  }

  mutating func write(_ chunk: ChunkReference) {
    write(chunk.index)
    write(chunk.dot)
    write(bytes: chunk.digest.bytes)
    write(chunk.length)
  }
}

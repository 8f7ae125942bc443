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

extension StateReader {
  mutating func hybridTime() throws -> HybridTime { HybridTime(rawValue: try number()) }

  mutating func dot() throws -> Dot { Dot(logIndex: try number32(), counter: try number()) }

  mutating func objectID() throws -> ObjectID {
    ObjectID(
      logIndex: try number32(), counter: try number(), operationIndex: try number32())
  }

  mutating func value() throws -> SharedValue {
    switch try byte() {
    case 1: return .text(try text())
    case 2: return .number(try signed())
    case 3: return .truth(try truth())
    case 4:
      guard let day = Int32(exactly: try signed()) else { throw failure("a day is out of range") }
      return .day(day)
    case 5: return .code(try text())
    case 6: return .content(try content())
    default: throw failure("the kind of a value is unknown")
    }
  }

  mutating func sibling() throws -> Sibling {
    Sibling(
      dot: try dot(), value: try value(), hybridTime: try hybridTime(), actor: try text(),
      replaced: try list { try $0.dot() })
  }

  mutating func item() throws -> FieldItem {
    FieldItem(
      dot: try dot(), operationIndex: try number32(), value: try value(),
      hybridTime: try hybridTime(), actor: try text())
  }

  mutating func fieldState() throws -> FieldState {
    var state = FieldState()
    state.siblings = try list { try $0.sibling() }
    state.elements = try list { try $0.item() }
    state.entries = try list { try $0.item() }
    return state
  }

  mutating func journalEntry() throws -> JournalEntry {
    let dot = try dot()
    let place = try number32()
    let field = try number32()
    guard let action = JournalEntry.Action(rawValue: try byte()) else {
      throw failure("an action is unknown")
    }
    let value = try truth() ? try value() : nil
    return JournalEntry(
      dot: dot, operationIndex: place, field: field, action: action, value: value,
      replaced: try list { try $0.dot() }, hybridTime: try hybridTime(), actor: try text(),
      resolves: try truth(), note: try text())
  }

  mutating func chunkReference() throws -> ChunkReference {
    let index = try number32()
    let dot = try dot()
    guard let digest = Digest(try content()) else { throw failure("a digest is too short") }
    return ChunkReference(index: index, dot: dot, digest: digest, length: try number32())
  }
}

import CausalHistory
import SignedLogs

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

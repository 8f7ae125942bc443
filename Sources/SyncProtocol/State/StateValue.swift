public import CausalHistory
import SignedLogs

/// What a row of a scope's state says.
public enum StateValue: Sendable, Hashable {
  case header(ObjectHeader)
  /// Every value of a register that nobody who saw it has replaced, ascending by dot.
  case register([Sibling])
  /// An element of a set, or an entry of a list.
  case item(FieldItem)
  /// A part of an object's bulk content.
  case content([UInt8])
}

/// The row that says that there is an object.
public struct ObjectHeader: Sendable, Hashable {
  /// 1 a task, 2 a release, 3 a resolution note.
  public let kind: UInt32
  /// What people call it, such as `HPL-T-0042`.
  public let reference: String
  public let createdAt: HybridTime
  public let createdBy: String
  public internal(set) var needsNewerRelease = false

  public init(
    kind: UInt32, reference: String, createdAt: HybridTime, createdBy: String,
    needsNewerRelease: Bool = false
  ) {
    (self.kind, self.reference, self.createdAt) = (kind, reference, createdAt)
    (self.createdBy, self.needsNewerRelease) = (createdBy, needsNewerRelease)
  }
}

// MARK: - As bytes

extension StateValue {
  /// The value as it is stored and hashed. What the key says is not said again.
  public var bytes: [UInt8] {
    if case .content(let content) = self { return content }
    var writer = StateWriter(capacity: 48)
    switch self {
    case .header(let header):
      writer.write(header.kind)
      writer.write(text: header.reference)
      writer.write(header.createdAt.rawValue)
      writer.write(text: header.createdBy)
      writer.write(truth: header.needsNewerRelease)
    case .register(let siblings): writer.write(list: siblings) { $0.write($1) }
    case .item(let item):
      writer.write(item.value)
      writer.write(item.hybridTime.rawValue)
      writer.write(text: item.actor)
    case .content: break
    }
    return writer.bytes
  }

  /// Reads what `bytes` gave.
  ///
  /// - Parameters:
  ///   - bytes: All of it and nothing more.
  ///   - key: The row's key.
  /// - Throws: `SyncError.stateUnreadable` for any other bytes.
  public init(bytes: [UInt8], at key: StateKey) throws {
    var reader = StateReader(bytes)
    switch key.part {
    case .header:
      self = .header(
        ObjectHeader(
          kind: try reader.number32(), reference: try reader.text(),
          createdAt: try reader.hybridTime(), createdBy: try reader.text(),
          needsNewerRelease: try reader.truth()))
    case .register:
      let siblings = try reader.list { try $0.sibling() }
      guard !siblings.isEmpty, zip(siblings, siblings.dropFirst()).allSatisfy({ $0.dot < $1.dot })
      else { throw reader.failure("the values of a register do not ascend") }
      self = .register(siblings)
    case .element, .entry:
      self = .item(
        FieldItem(
          dot: key.dot, operationIndex: key.operationIndex, value: try reader.value(),
          hybridTime: try reader.hybridTime(), actor: try reader.text()))
    case .content:
      self = .content(bytes)
      return
    }
    try reader.end()
  }
}

extension [Sibling] {
  /// Whether people have to choose between values.
  var isConflict: Bool {
    guard count > 1, let first else { return false }
    return contains { $0.value != first.value }
  }
}

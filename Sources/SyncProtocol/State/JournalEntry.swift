public import CausalHistory
public import SignedLogs

/// One write to an object: what was written, and by whom. Read from the logs, which keep every
/// value that was ever accepted, also after it was replaced.
public struct JournalEntry: Sendable, Hashable {
  /// What was done to the field.
  public enum Action: UInt8, Sendable, CaseIterable {
    case set = 1
    case addElement = 2
    case removeElement = 3
    case append = 4
  }

  public let dot: Dot
  public let operationIndex: UInt32
  public let field: UInt32
  public let action: Action
  /// What was written; nothing for a removal.
  public let value: SharedValue?
  public let hybridTime: HybridTime
  public let actor: String
  /// Whether the author meant to settle a conflict with it.
  public let resolves: Bool
  /// Why a conflict was settled so; may be empty.
  public let note: String

  /// The order in which entries are kept: by dot, then by place in the commit.
  static func precedes(_ left: JournalEntry, _ right: JournalEntry) -> Bool {
    (left.dot, left.operationIndex) < (right.dot, right.operationIndex)
  }
}

extension JournalEntry {
  /// What an operation wrote to a field; `nil` for one that writes to none.
  init?(_ operation: SharedOperation, by origin: WriteOrigin) {
    switch operation {
    case .create, .putChunk: return nil
    case .set(_, let field, let value, _, let resolves, let note):
      self.init(.set, field, value, resolves: resolves, note: note, by: origin)
    case .add(_, let field, let value): self.init(.addElement, field, value, by: origin)
    case .remove(_, let field, _): self.init(.removeElement, field, nil, by: origin)
    case .append(_, let field, let value): self.init(.append, field, value, by: origin)
    }
  }

  private init(
    _ action: Action, _ field: UInt32, _ value: SharedValue?, resolves: Bool = false,
    note: String = "", by origin: WriteOrigin
  ) {
    self.init(
      dot: origin.dot, operationIndex: origin.operationIndex, field: field, action: action,
      value: value, hybridTime: origin.hybridTime, actor: origin.actor, resolves: resolves,
      note: note)
  }
}

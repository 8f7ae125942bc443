public import CausalHistory
public import SignedLogs

/// One write to an object, kept for good: what was written, by whom, and what it replaced.
///
/// Every value ever accepted is here, also after it was replaced.
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
  /// The writes that this one replaced or removed, ascending.
  public let replaced: [Dot]
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

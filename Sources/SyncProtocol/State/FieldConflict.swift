public import SignedLogs

/// A field of a shared object that several people gave different values without having seen each
/// other's. Only a person settles it, with a write that replaces all of them. What they replaced,
/// ``ObjectHistory`` knows.
public struct FieldConflict: Sendable, Hashable {
  public let scope: ScopeID
  public let object: ObjectID
  public let field: UInt32
  /// Every value that stands, ascending by dot; equal values appear once for each author.
  public let siblings: [Sibling]

  /// Whether so many values stand that nobody should add another without having seen them.
  public var isCrowded: Bool { siblings.count >= SyncLimits.siblings }
}

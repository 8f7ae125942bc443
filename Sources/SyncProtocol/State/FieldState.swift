public import CausalHistory
public import SignedLogs

/// One value of a field that nobody who saw it has replaced.
public struct Sibling: Sendable, Hashable {
  /// The commit that wrote it; its log index says whose log.
  public let dot: Dot
  public let value: SharedValue
  /// The author's hybrid time, for the order of display only.
  public let hybridTime: HybridTime
  /// The handle of the person who wrote it.
  public let actor: String

  public init(dot: Dot, value: SharedValue, hybridTime: HybridTime, actor: String) {
    (self.dot, self.value, self.hybridTime, self.actor) = (dot, value, hybridTime, actor)
  }
}

/// One element of a set, or one entry of a list that only grows.
public struct FieldItem: Sendable, Hashable {
  public let dot: Dot
  /// The place of the operation in its commit: one commit may add several.
  public let operationIndex: UInt32
  public let value: SharedValue
  public let hybridTime: HybridTime
  public let actor: String

  public init(
    dot: Dot, operationIndex: UInt32, value: SharedValue, hybridTime: HybridTime, actor: String
  ) {
    (self.dot, self.operationIndex, self.value) = (dot, operationIndex, value)
    (self.hybridTime, self.actor) = (hybridTime, actor)
  }
}

/// Where a field of a shared object stands.
///
/// Three merge rules have room beside each other, since two releases of the product might disagree
/// about the kind of a field, and nothing written may be lost for that: a register with every value
/// that nobody has seen and replaced, a set whose additions win over removals that had not seen
/// them, and a list that only grows. A field uses one of them.
public struct FieldState: Sendable, Hashable {
  /// The register's values, ascending by dot. Two different values are a conflict.
  public internal(set) var siblings: [Sibling] = []
  /// The set's elements, ascending by dot and place.
  public internal(set) var elements: [FieldItem] = []
  /// The list's entries, ascending by dot and place.
  public internal(set) var entries: [FieldItem] = []

  public init() {}

  /// The value to show: the one with the greatest hybrid time, then dot. Never a decision.
  public var provisional: Sibling? {
    siblings.max { ($0.hybridTime, $0.dot) < ($1.hybridTime, $1.dot) }
  }

  /// The different values that stand beside each other, each with its first sibling by dot.
  public var distinctSiblings: [Sibling] {
    var distinct: [Sibling] = []
    for sibling in siblings where !distinct.contains(where: { $0.value == sibling.value }) {
      distinct.append(sibling)
    }
    return distinct
  }

  /// Whether people have to choose between values.
  public var isConflict: Bool { siblings.isConflict }

  /// The set's different values, in order of the dot that added each first.
  public var members: [SharedValue] {
    var values: [SharedValue] = []
    for element in elements where !values.contains(element.value) { values.append(element.value) }
    return values
  }

  /// The list in the order of people's time: hybrid time, then dot, then place in the commit.
  public var entriesInTime: [FieldItem] {
    entries.sorted {
      ($0.hybridTime, $0.dot, $0.operationIndex) < ($1.hybridTime, $1.dot, $1.operationIndex)
    }
  }
}

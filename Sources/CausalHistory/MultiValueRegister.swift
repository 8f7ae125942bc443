/// A value that several people may have written without having seen each other's.
///
/// Every written value stays until somebody who had seen it writes another one: nothing is
/// overwritten because of a clock. Writes have to arrive in causal order, that is, after the writes
/// they replace; then every replica ends with the same siblings whatever the order otherwise.
public struct MultiValueRegister<Value: Hashable & Sendable>: Hashable, Sendable {
  /// One value that nobody who saw it has replaced.
  public struct Sibling: Hashable, Sendable {
    public let dot: Dot
    public let value: Value

    public init(dot: Dot, value: Value) {
      self.dot = dot
      self.value = value
    }
  }

  /// Ascending by dot.
  public private(set) var siblings: [Sibling] = []

  /// Never written.
  public init() {}

  /// Whether people have to choose: two *different* values stand. Equal values of two authors are
  /// agreement.
  public var isConflicted: Bool {
    guard let first = siblings.first else { return false }
    return siblings.contains { $0.value != first.value }
  }

  /// The different values, in order of the dot that wrote each first.
  public var distinctValues: [Value] {
    var distinct: [Value] = []
    for sibling in siblings where !distinct.contains(sibling.value) {
      distinct.append(sibling.value)
    }
    return distinct
  }

  /// Applies a write that replaces the writes its author named.
  ///
  /// Doing it again with the same dot changes nothing.
  ///
  /// - Parameters:
  ///   - value: What was written.
  ///   - dot: The commit that wrote it.
  ///   - replaced: The commits whose values the author saw and replaced.
  public mutating func apply(set value: Value, dot: Dot, replacing replaced: Set<Dot>) {
    keep(value, dot: dot) { !replaced.contains($0) }
  }

  /// Applies a write that replaces every value within its author's context.
  ///
  /// - Parameters:
  ///   - value: What was written.
  ///   - dot: The commit that wrote it.
  ///   - context: What the author had seen, the author's own log included.
  public mutating func apply(
    set value: Value, dot: Dot, replacingAllInContext context: VersionVector
  ) {
    keep(value, dot: dot) { !context.covers($0) }
  }

  private mutating func keep(_ value: Value, dot: Dot, where stays: (Dot) -> Bool) {
    siblings.removeAll { $0.dot == dot || !stays($0.dot) }
    let place = siblings.firstIndex { $0.dot > dot } ?? siblings.endIndex
    siblings.insert(Sibling(dot: dot, value: value), at: place)
  }
}

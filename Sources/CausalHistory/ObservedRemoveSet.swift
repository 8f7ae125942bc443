/// A set that several people add to and remove from.
///
/// A removal takes away only the additions that its author had seen: an addition made at the same
/// time elsewhere wins, so that nobody's addition is lost unseen. No trace of a removed element is
/// kept: changes arrive in causal order, so an addition never comes after its removal.
public struct ObservedRemoveSet<Element: Hashable & Sendable>: Hashable, Sendable {
  /// One addition that nobody who saw it has removed.
  public struct Addition: Hashable, Sendable {
    public let dot: Dot
    public let element: Element
  }

  /// Ascending by dot; the additions of one commit in the order made.
  public private(set) var additions: [Addition] = []

  /// Empty.
  public init() {}

  /// The different elements, in order of the addition that brought each first.
  public var elements: [Element] {
    var distinct: [Element] = []
    for addition in additions where !distinct.contains(addition.element) {
      distinct.append(addition.element)
    }
    return distinct
  }

  public func contains(_ element: Element) -> Bool {
    additions.contains { $0.element == element }
  }

  /// The additions that a removal of `element` must name, ascending.
  public func dots(of element: Element) -> [Dot] {
    additions.filter { $0.element == element }.map(\.dot)
  }

  /// Applies an addition. Doing it again changes nothing.
  public mutating func add(_ element: Element, dot: Dot) {
    let addition = Addition(dot: dot, element: element)
    guard !additions.contains(addition) else { return }
    let place = additions.firstIndex { $0.dot > dot } ?? additions.endIndex
    additions.insert(addition, at: place)
  }

  /// Applies a removal of everything that the named commits added.
  public mutating func remove(replacing removed: Set<Dot>) {
    additions.removeAll { removed.contains($0.dot) }
  }
}

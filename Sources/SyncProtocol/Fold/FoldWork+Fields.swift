import CausalHistory
import SignedLogs

extension FoldWork {
  /// Gives a register a new value and takes away those that the author had in view.
  ///
  /// A value that stands is taken away by whoever saw it and replaces it; as every commit comes
  /// after all that its author saw, what stands is the same whatever came to a replica first.
  /// Values that are named and lie outside the author's past count for nothing.
  mutating func set(
    _ name: FieldName, to value: SharedValue, replaces: Replacement, in rows: inout Rows
  ) throws(Rows.Failure) {
    let key = StateKey(name.object, .register, field: name.field)
    var siblings: [Sibling] = []
    if case .register(let standing)? = try rows.value(at: key) { siblings = standing }
    let wasConflict = siblings.isConflict
    switch replaces {
    case .allInContext: siblings.removeAll { origin.saw($0.dot) || $0.dot == origin.dot }
    case .dots(let dots):
      siblings.removeAll {
        $0.dot == origin.dot || origin.saw($0.dot) && origin.names($0.dot, in: dots)
      }
    }
    let sibling = Sibling(
      dot: origin.dot, value: value, hybridTime: origin.hybridTime, actor: origin.actor)
    siblings.insert(sibling, sortedBy: { $0.dot < $1.dot })
    try rows.keep(.register(siblings), at: key)
    noteConflict(name, before: wasConflict, now: siblings.isConflict)
  }

  /// Takes away the additions that the author saw. One that the author had not seen stays.
  mutating func removeElements(
    of dots: [Dot], from name: FieldName, in rows: inout Rows
  ) throws(Rows.Failure) {
    guard !dots.isEmpty else { return }
    for key in try rows.keys(of: name.object, part: .element, field: name.field)
    where origin.saw(key.dot) && origin.names(key.dot, in: dots) {
      try rows.keep(nil, at: key)
    }
  }

  /// Keeps a part of the bulk content in place of the parts of that index that the author had seen.
  mutating func put(
    _ content: [UInt8], at index: UInt32, of object: ObjectID, in rows: inout Rows
  ) throws(Rows.Failure) {
    for key in try rows.keys(of: object, part: .content, field: index) where origin.saw(key.dot) {
      try rows.keep(nil, at: key)
    }
    try rows.keep(
      .content(content), at: StateKey(object, .content, field: index, dot: origin.dot))
  }
}

extension Array {
  /// Inserts behind every item that precedes the new one; the array is in that order already.
  mutating func insert(_ item: Element, sortedBy precedes: (Element, Element) -> Bool) {
    var place = count
    while place > 0, precedes(item, self[place - 1]) { place -= 1 }
    insert(item, at: place)
  }
}

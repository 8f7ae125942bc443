import CausalHistory
import SignedLogs

extension ObjectState {
  /// Gives a register a new value and takes away those that the author had in view.
  ///
  /// Values that are named and lie outside the author's past count for nothing.
  mutating func set(
    _ field: UInt32, to value: SharedValue, replaces: Replacement, resolves: Bool, note: String,
    by origin: WriteOrigin
  ) {
    let before = journal.filter { $0.field == field && $0.action == .set && origin.saw($0.dot) }
    let replaced: [Dot]
    switch replaces {
    case .allInContext: replaced = standing(in: field, before: before, origin: origin)
    case .dots(let dots):
      let named = Set(dots.map(origin.resolve))
      replaced = before.map(\.dot).filter(named.contains)
    }
    var state = fields[field] ?? FieldState()
    state.siblings.removeAll { replaced.contains($0.dot) }
    let sibling = Sibling(
      dot: origin.dot, value: value, hybridTime: origin.hybridTime, actor: origin.actor,
      replaced: replaced)
    state.siblings.insert(sibling, sortedBy: { $0.dot < $1.dot })
    fields[field] = state
    record(
      .set, field: field, value: value, replaced: replaced, resolves: resolves, note: note,
      by: origin)
  }

  /// The values that stood in the author's view. Counted from the author's own past, not from what
  /// stands here, so that every replica finds the same whatever came to it first.
  private func standing(in field: UInt32, before: [JournalEntry], origin: WriteOrigin) -> [Dot] {
    let siblings = fields[field]?.siblings ?? []
    if siblings.allSatisfy({ origin.saw($0.dot) }) { return siblings.map(\.dot) }
    let gone = Set(before.flatMap(\.replaced))
    return before.map(\.dot).filter { !gone.contains($0) }
  }

  mutating func addElement(_ field: UInt32, _ value: SharedValue, by origin: WriteOrigin) {
    fields[field, default: FieldState()].elements.insert(
      origin.item(value), sortedBy: FieldItem.precedes)
    record(.addElement, field: field, value: value, by: origin)
  }

  /// Takes away the additions that the author saw. One that the author had not seen stays.
  mutating func removeElement(_ field: UInt32, replaces: [Dot], by origin: WriteOrigin) {
    let named = Set(replaces.map(origin.resolve))
    let removed = journal.filter {
      $0.field == field && $0.action == .addElement && named.contains($0.dot) && origin.saw($0.dot)
    }.map(\.dot)
    fields[field]?.elements.removeAll { removed.contains($0.dot) }
    record(.removeElement, field: field, value: nil, replaced: removed, by: origin)
  }

  mutating func append(_ field: UInt32, _ value: SharedValue, by origin: WriteOrigin) {
    fields[field, default: FieldState()].entries.insert(
      origin.item(value), sortedBy: FieldItem.precedes)
    record(.append, field: field, value: value, by: origin)
  }

  /// Keeps a part of the bulk content in place of the parts of that index that the author had seen.
  mutating func putChunk(_ reference: ChunkReference, by origin: WriteOrigin) {
    chunks.removeAll {
      $0.index == reference.index && (origin.saw($0.dot) || $0.dot == origin.dot)
    }
    chunks.insert(reference, sortedBy: { ($0.index, $0.dot) < ($1.index, $1.dot) })
  }

  private mutating func record(
    _ action: JournalEntry.Action, field: UInt32, value: SharedValue?, replaced: [Dot] = [],
    resolves: Bool = false, note: String = "", by origin: WriteOrigin
  ) {
    let entry = JournalEntry(
      dot: origin.dot, operationIndex: origin.operationIndex, field: field, action: action,
      value: value, replaced: replaced, hybridTime: origin.hybridTime, actor: origin.actor,
      resolves: resolves, note: note)
    journal.insert(entry, sortedBy: JournalEntry.precedes)
  }
}

extension FieldItem {
  static func precedes(_ left: FieldItem, _ right: FieldItem) -> Bool {
    (left.dot, left.operationIndex) < (right.dot, right.operationIndex)
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

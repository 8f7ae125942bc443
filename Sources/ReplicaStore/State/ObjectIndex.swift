internal import CausalHistory
internal import GRDB
internal import ProtocolMessages
internal import SignedLogs
internal import SyncProtocol

/// Which commits name which object: what history is read by, and what folds one object anew.
struct ObjectIndex {
  let db: Database
  let scope: Int64
  /// What was added last, ascending, if it is held: for reading about many objects one after the
  /// other, in a transaction that changes nothing.
  private var held: [[UInt8]]?

  init(db: Database, scope: Int64) {
    self.db = db
    self.scope = scope
  }

  private var recent: RecentNames { RecentNames(db: db, scope: scope) }

  /// The same index, with all in memory that cannot be searched where it is.
  func holding() throws -> ObjectIndex {
    var index = self
    index.held = try recent.names { _ in true }.sorted { $0.lexicographicallyPrecedes($1) }
    return index
  }

  /// The commits that name an object, those without effect included, ascending.
  func commits(of object: ObjectID) throws -> [Dot] {
    let prefix = StateKey.prefix(of: object)
    let statement = try FastStatement(
      db, "SELECT name FROM objectCommit WHERE scope = ? AND name > ? AND name < ? ORDER BY name")
    statement.bind(1, scope)
    statement.bind(2, prefix)
    statement.bind(3, prefix + [0xFF])
    var dots: [Dot] = []
    while try statement.next() {
      dots.append(try StateKey.dot(in: statement.bytes(0), from: prefix.count))
    }
    let added = try recentNames(from: prefix)
    guard !added.isEmpty else { return dots }
    let others = try added.map { try StateKey.dot(in: $0, from: prefix.count) }
    return Set(dots + others).sorted()
  }

  /// The names that were added last and begin with an object's.
  private func recentNames(from prefix: [UInt8]) throws -> [[UInt8]] {
    guard let held else {
      return try recent.names { name in
        name.count > prefix.count && name[prefix.count] < 0xFF
          && zip(prefix, name).allSatisfy { $0 == $1 }
      }
    }
    return held[held.firstPlace(behind: prefix)...].prefix { $0.starts(with: prefix) }
      .filter { $0.count > prefix.count }
  }

  /// Adds what commits name; the names are those of ``name(of:dot:)``.
  func insert(_ names: [[UInt8]]) throws {
    guard !names.isEmpty, try !recent.add(names) else { return }
    try settle(with: names)
  }

  /// Brings what was added last to its place, where it can be searched and removed.
  func settle(with names: [[UInt8]] = []) throws {
    let recent = recent
    guard try !(names.isEmpty && recent.areNone()) else { return }
    try place(try recent.names { _ in true } + names)
    try recent.removeAll()
  }

  private func place(_ names: [[UInt8]]) throws {
    let statement = try FastStatement(
      db, "INSERT INTO objectCommit (scope, name) VALUES (?, ?) ON CONFLICT DO NOTHING")
    statement.bind(1, scope)
    for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      statement.bind(2, name)
      try statement.execute()
    }
  }

  /// The first object with an entry after another's; `nil` if there is none.
  func object(after object: ObjectID?) throws -> ObjectID? {
    let statement = try FastStatement(
      db, "SELECT name FROM objectCommit WHERE scope = ? AND name > ? ORDER BY name LIMIT 1")
    statement.bind(1, scope)
    statement.bind(2, object.map { StateKey.prefix(of: $0) + [0xFF] } ?? [])
    let settled = try statement.next() ? statement.bytes(0) : nil
    statement.reset()
    let bound = object.map { StateKey.prefix(of: $0) + [0xFF] } ?? []
    let added = try firstRecentName(behind: bound)
    let first = [settled, added].compactMap { $0 }.min { $0.lexicographicallyPrecedes($1) }
    return try first.map { try StateKey.objectBeginning($0) }
  }

  private func firstRecentName(behind bound: [UInt8]) throws -> [UInt8]? {
    if let held {
      let place = held.firstPlace(behind: bound)
      return place < held.endIndex ? held[place] : nil
    }
    return try recent.names { bound.lexicographicallyPrecedes($0) }
      .min { $0.lexicographicallyPrecedes($1) }
  }

  /// Takes an entry away.
  func remove(_ name: [UInt8]) throws {
    try settle()
    let statement = try FastStatement(
      db, "DELETE FROM objectCommit WHERE scope = ? AND name = ?")
    statement.bind(1, scope)
    statement.bind(2, name)
    try statement.execute()
  }

  /// An entry of the index: the object's name ‖ the commit's.
  static func name(of object: ObjectID, dot: Dot) -> [UInt8] {
    var name = StateKey.prefix(of: object)
    name.append(dot: dot)
    return name
  }
}

extension [[UInt8]] {
  /// Of ascending names, the place of the first behind another.
  fileprivate func firstPlace(behind bound: [UInt8]) -> Int {
    var (low, high) = (startIndex, endIndex)
    while low < high {
      let middle = (low + high) / 2
      if bound.lexicographicallyPrecedes(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

import Foundation
import GRDB

/// Damage done on purpose to copies of the databases: a check that never fails is none.
struct KillSabotage: Sendable {
  let name: String
  /// Of the node's database; the hub's otherwise.
  let isNode: Bool
  let sql: String

  static let all = [
    node("an incident is missing", "DELETE FROM event WHERE id = (SELECT max(id) FROM event)"),
    node("a count is too high", "UPDATE cube SET count = count + 1 WHERE count = 1"),
    node(
      "an import that said it was done is missing", "DELETE FROM event WHERE month = (\(month))"),
    node("a place is missing that incidents are at", "DELETE FROM place WHERE id = 1"),
    node("a commit has other bytes", otherBytes),
    node("the last commit of the own log is missing", lastCommit),
    node("a commit is stored and not folded", "UPDATE logPosition SET counter = counter - 1"),
    node(
      "figures were drawn again",
      """
      DROP TRIGGER releaseMeasurementIsDrawnOnce;
      UPDATE releaseMeasurement SET payload = zeroblob(length(payload))
      """),
    node(
      "drawn figures are missing",
      "DROP TRIGGER releaseMeasurementIsKept; DELETE FROM releaseMeasurement"),
    hub("a commit is missing", "DELETE FROM logSegment WHERE first = 1"),
    hub("the last commits of a log are missing", lastCommit),
    hub("a release has other figures", "UPDATE receivedRelease SET payload = x'00'"),
    hub("a release is missing", "DELETE FROM receivedRelease WHERE rowid = 1"),
  ]

  private static let month = "SELECT min(month) FROM event"
  private static let lastCommit = """
    DELETE FROM logSegment
    WHERE (scope, logIndex, last) IN (SELECT scope, logIndex, counter FROM logPosition);
    UPDATE logPosition SET counter = counter - 1
    """

  /// The byte before the last seal is the last one of a commit.
  private static let otherBytes = """
    UPDATE logSegment SET content = CAST(
      substr(content, 1, length(content) - 67) || x'7f' || substr(content, -66) AS BLOB)
    """

  private static func node(_ name: String, _ sql: String) -> KillSabotage {
    KillSabotage(name: "node: " + name, isNode: true, sql: sql)
  }

  private static func hub(_ name: String, _ sql: String) -> KillSabotage {
    KillSabotage(name: "hub: " + name, isNode: false, sql: sql)
  }

  /// Damages a database.
  func damage(_ path: String) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    try queue.write { try $0.execute(sql: sql) }
  }
}

extension KillStory {
  /// Which acts of sabotage no check would have noticed at a node with a whole story behind it.
  func unnoticed() throws -> [String] {
    let node = region.nodes[0]
    let releases = listed[node] ?? []
    func faults(_ paths: [String]) throws -> [String] {
      var memory = self.memory
      return try self.look(
        at: node, KillDatabase(paths[0]), KillDatabase(paths[1]), releases, &memory)
    }
    func copies(_ name: String) throws -> [String] {
      try [node.database, region.hubDatabase].enumerated().map { place, path in
        let copy = region.folder.appending(path: "\(name)-\(place).sqlite").path
        try KillDatabase(path).queue.vacuum(into: copy)
        return copy
      }
    }
    let unharmed = try faults(copies("unharmed"))
    guard unharmed.isEmpty else { return unharmed }
    return try KillSabotage.all.enumerated().compactMap { number, sabotage in
      let paths = try copies("damaged-\(number)")
      try sabotage.damage(paths[sabotage.isNode ? 0 : 1])
      return try faults(paths).isEmpty ? sabotage.name : nil
    }
  }

  /// Which changes of the list of tasks no check would have noticed.
  func unnoticedTasks(_ tasks: [KillTask]) -> [String] {
    let node = region.nodes[0]
    guard let noted = memory.nodes[node]?.notes.values.first,
      let place = tasks.firstIndex(where: { $0.reference == noted })
    else { return ["no note was acknowledged"] }
    var without = tasks
    without.remove(at: place)
    var bare = tasks
    bare[place] = KillTask(
      reference: noted, isShared: tasks[place].isShared, fields: tasks[place].fields,
      sets: tasks[place].sets, journal: [])
    var twice = tasks
    twice[place] = KillTask(
      reference: noted, isShared: tasks[place].isShared, fields: tasks[place].fields,
      sets: tasks[place].sets, journal: tasks[place].journal + tasks[place].journal)
    return [
      ("a task is missing", without), ("a note is missing", bare), ("a note is twice", twice),
    ]
    .filter { KillChecks.tasks($0.1, of: node, memory).isEmpty }.map(\.0)
  }
}

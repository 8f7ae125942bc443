public import Foundation
public import GRDB

/// A task that was made here. Until somebody shares it, it is nowhere else.
public struct LocalTask: Sendable, Hashable {
  /// From 1; the last part of its reference.
  public let number: Int
  /// JSON text: the values by field number.
  public let fields: String
  public let createdAt: Date
  public let createdBy: String
  public let changedAt: Date
  /// Where it was shared: 32 bytes of the scope's name; `nil` while it is only here.
  public let scopeID: Data?
  /// The name of the shared object.
  public let objectID: String?

  init(_ row: Row) {
    number = row["number"]
    fields = row["fields"]
    createdAt = Date(timeIntervalSince1970: row["createdAt"])
    createdBy = row["createdBy"]
    changedAt = Date(timeIntervalSince1970: row["changedAt"])
    scopeID = row["scopeID"]
    objectID = row["objectID"]
  }
}

/// The table of tasks that were made here.
public enum LocalTasks {
  /// Keeps a new task under a number that no other has.
  public static func insert(
    _ number: Int, fields: String, by handle: String, at now: Date, in db: Database
  ) throws {
    try db.execute(
      literal: """
        INSERT INTO localTask (number, fields, createdAt, createdBy, changedAt)
        VALUES (\(number), \(fields), \(now.timeIntervalSince1970), \(handle),
          \(now.timeIntervalSince1970))
        """)
  }

  /// Gives a task that is only here another number, which no other has.
  public static func renumber(_ number: Int, to other: Int, in db: Database) throws {
    try db.execute(
      literal: """
        UPDATE localTask SET number = \(other) WHERE number = \(number) AND scopeID IS NULL
        """)
  }

  /// Gives a task that is only here other values.
  ///
  /// - Returns: False if there is no such task, or it is shared: then its log is the truth.
  public static func update(_ number: Int, fields: String, at now: Date, in db: Database) throws
    -> Bool
  {
    try db.execute(
      literal: """
        UPDATE localTask SET fields = \(fields), changedAt = \(now.timeIntervalSince1970)
        WHERE number = \(number) AND scopeID IS NULL
        """)
    return db.changesCount == 1
  }

  /// Notes that a task is shared now, in the transaction that wrote it to the log. Its words are in
  /// the log alone from then on: what is withdrawn there must not go on being here.
  public static func markShared(
    _ number: Int, scope: Data, object: String, in db: Database
  ) throws {
    try db.execute(
      literal: """
        UPDATE localTask SET scopeID = \(scope), objectID = \(object), fields = '{}'
        WHERE number = \(number) AND scopeID IS NULL
        """)
  }

  /// Makes a shared task one that is only here again, with the partnership's own words.
  ///
  /// - Parameters:
  ///   - number: The number in its reference; `nil` if that has none.
  ///   - scope: 32 bytes of the name of the scope that it was shared in.
  ///   - fields: JSON text: its values by field number.
  ///   - handle: Who made it.
  ///   - now: The present time.
  ///   - last: No number up to this one is free.
  ///   - db: The database.
  /// - Returns: Its number: another one than before if a task that is only here, or is shared
  ///   elsewhere, has that already.
  /// - Throws: `DatabaseError`.
  public static func takeBack(
    _ number: Int?, from scope: Data, fields: String, by handle: String, at now: Date,
    after last: Int, in db: Database
  ) throws -> Int {
    let known = try number.flatMap { try task($0, in: db) }
    guard let number, known.map({ $0.scopeID == scope }) ?? true else {
      try insert(last + 1, fields: fields, by: handle, at: now, in: db)
      return last + 1
    }
    try db.execute(
      literal: """
        INSERT INTO localTask (number, fields, createdAt, createdBy, changedAt)
        VALUES (\(number), \(fields), \(now.timeIntervalSince1970), \(handle),
          \(now.timeIntervalSince1970))
        ON CONFLICT (number) DO UPDATE SET fields = excluded.fields,
          changedAt = excluded.changedAt, scopeID = NULL, objectID = NULL
        """)
    return number
  }

  /// The greatest number of a task that was made here; 0 if there is none.
  public static func lastNumber(in db: Database) throws -> Int {
    try Int.fetchOne(db, sql: "SELECT max(number) FROM localTask") ?? 0
  }

  /// A task by its number; `nil` if there is none.
  public static func task(_ number: Int, in db: Database) throws -> LocalTask? {
    try Row.fetchOne(db, sql: "SELECT * FROM localTask WHERE number = ?", arguments: [number])
      .map(LocalTask.init)
  }

  /// Every task that was made here and not shared, the latest first.
  public static func unshared(in db: Database) throws -> [LocalTask] {
    try Row.fetchAll(
      db, sql: "SELECT * FROM localTask WHERE scopeID IS NULL ORDER BY number DESC"
    ).map(LocalTask.init)
  }
}

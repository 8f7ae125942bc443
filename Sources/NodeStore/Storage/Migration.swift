public import GRDB

/// One numbered step from one version of the database to the next. Never edited once released.
public struct Migration: Sendable {
  /// Number and purpose, such as `0002-police-records`.
  public let name: String
  let apply: @Sendable (Database) throws -> Void

  /// - Parameters:
  ///   - name: Number and purpose; the database remembers it.
  ///   - apply: Changes the schema and the data. Foreign keys are checked afterwards.
  public init(_ name: String, apply: @escaping @Sendable (Database) throws -> Void) {
    self.name = name
    self.apply = apply
  }

  /// A migration that runs SQL.
  init(_ name: String, sql: String) {
    self.init(name) { db in try db.execute(sql: sql) }
  }
}

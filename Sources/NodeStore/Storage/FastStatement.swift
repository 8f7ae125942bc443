internal import GRDB
internal import GRDBSQLite

/// A prepared statement used by SQLite's own interface, for loops over millions of rows.
///
/// Lives no longer than the transaction in which it was made.
final class FastStatement {
  private let statement: OpaquePointer
  private let connection: OpaquePointer

  init(_ db: Database, _ sql: String) throws {
    guard let connection = db.sqliteConnection else {
      throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "the connection is closed")
    }
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(
      connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement else {
      throw Self.failure(code, connection)
    }
    self.statement = statement
    self.connection = connection
  }

  deinit { sqlite3_finalize(statement) }

  func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(statement, index, value) }

  func bind(_ index: Int32, _ value: Int64?) {
    if let value {
      sqlite3_bind_int64(statement, index, value)
    } else {
      sqlite3_bind_null(statement, index)
    }
  }

  /// Binds bytes that stay where they are until the statement has run.
  func bindInPlace(_ index: Int32, _ bytes: UnsafeRawBufferPointer) {
    sqlite3_bind_blob(statement, index, bytes.baseAddress, Int32(bytes.count), nil)
  }

  func bind(_ index: Int32, _ text: String?) {
    guard let text else {
      sqlite3_bind_null(statement, index)
      return
    }
    // SQLite copies the text.
    let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    sqlite3_bind_text(statement, index, text, -1, copies)
  }

  /// Runs a statement that returns nothing.
  ///
  /// - Returns: How many rows it changed.
  @discardableResult
  func execute() throws -> Int32 {
    let code = sqlite3_step(statement)
    sqlite3_reset(statement)
    guard code == SQLITE_DONE else { throw Self.failure(code, connection) }
    return sqlite3_changes(connection)
  }

  /// Goes to the next row.
  ///
  /// - Returns: Whether there is one; if there is none, the statement can be used again.
  func next() throws -> Bool {
    let code = sqlite3_step(statement)
    if code == SQLITE_ROW { return true }
    sqlite3_reset(statement)
    guard code == SQLITE_DONE else { throw Self.failure(code, connection) }
    return false
  }

  /// Ends reading before the last row.
  func reset() { sqlite3_reset(statement) }

  func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

  func optionalInteger(_ column: Int32) -> Int64? {
    sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : integer(column)
  }

  func text(_ column: Int32) -> String? {
    sqlite3_column_text(statement, column).map { String(cString: $0) }
  }

  var lastInsertedID: Int64 { sqlite3_last_insert_rowid(connection) }

  private static func failure(_ code: Int32, _ connection: OpaquePointer) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
  }
}

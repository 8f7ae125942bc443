public import GRDB
internal import GRDBSQLite

/// A prepared statement used by SQLite's own interface, for loops over millions of rows.
///
/// Lives no longer than the transaction in which it was made. The connection keeps the compiled
/// statement, so the next transaction need not compile it again; of one text only one may be in use
/// at a time.
public final class FastStatement {
  /// Keeps the compiled statement alive.
  private let owner: Statement
  private let statement: OpaquePointer
  private let connection: OpaquePointer

  /// Compiles a statement, or finds it compiled.
  ///
  /// - Parameters:
  ///   - db: A connection in a transaction.
  ///   - sql: One statement.
  /// - Throws: `DatabaseError`.
  public init(_ db: Database, _ sql: String) throws {
    guard let connection = db.sqliteConnection else {
      throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "the connection is closed")
    }
    owner = try db.cachedStatement(sql: sql)
    statement = owner.sqliteStatement
    self.connection = connection
    sqlite3_reset(statement)
    sqlite3_clear_bindings(statement)
  }

  deinit { sqlite3_reset(statement) }

  public func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(statement, index, value) }

  public func bind(_ index: Int32, _ value: Int64?) {
    if let value {
      sqlite3_bind_int64(statement, index, value)
    } else {
      sqlite3_bind_null(statement, index)
    }
  }

  /// Binds bytes that stay where they are until the statement has run.
  public func bindInPlace(_ index: Int32, _ bytes: UnsafeRawBufferPointer) {
    sqlite3_bind_blob(statement, index, bytes.baseAddress, Int32(bytes.count), nil)
  }

  /// Binds bytes; SQLite copies them.
  public func bind(_ index: Int32, _ bytes: [UInt8]) {
    guard !bytes.isEmpty else {
      sqlite3_bind_zeroblob(statement, index, 0)
      return
    }
    bytes.withUnsafeBytes { buffer in
      _ = sqlite3_bind_blob(
        statement, index, buffer.baseAddress, Int32(buffer.count), Self.copies)
    }
  }

  public func bind(_ index: Int32, _ text: String?) {
    guard let text else {
      sqlite3_bind_null(statement, index)
      return
    }
    sqlite3_bind_text(statement, index, text, -1, Self.copies)
  }

  /// SQLite's sign for bytes that it shall copy.
  private static var copies: sqlite3_destructor_type {
    unsafeBitCast(-1, to: sqlite3_destructor_type.self)
  }

  /// Runs a statement that returns nothing.
  ///
  /// - Returns: How many rows it changed.
  /// - Throws: `DatabaseError`.
  @discardableResult
  public func execute() throws -> Int32 {
    let code = sqlite3_step(statement)
    sqlite3_reset(statement)
    guard code == SQLITE_DONE else { throw failure(code) }
    return sqlite3_changes(connection)
  }

  /// Goes to the next row.
  ///
  /// - Returns: Whether there is one; if there is none, the statement can be used again.
  /// - Throws: `DatabaseError`.
  public func next() throws -> Bool {
    let code = sqlite3_step(statement)
    if code == SQLITE_ROW { return true }
    sqlite3_reset(statement)
    guard code == SQLITE_DONE else { throw failure(code) }
    return false
  }

  /// Ends reading before the last row.
  public func reset() { sqlite3_reset(statement) }

  public func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(statement, column) }

  public func optionalInteger(_ column: Int32) -> Int64? {
    sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : integer(column)
  }

  public func text(_ column: Int32) -> String? {
    sqlite3_column_text(statement, column).map { String(cString: $0) }
  }

  public func bytes(_ column: Int32) -> [UInt8] {
    guard let start = sqlite3_column_blob(statement, column) else { return [] }
    return [UInt8](
      UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(statement, column))))
  }

  public var lastInsertedID: Int64 { sqlite3_last_insert_rowid(connection) }

  private func failure(_ code: Int32) -> DatabaseError {
    DatabaseError(
      resultCode: ResultCode(rawValue: code), message: String(cString: sqlite3_errmsg(connection)))
  }
}

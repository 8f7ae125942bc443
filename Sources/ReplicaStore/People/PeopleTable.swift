public import Foundation
public import GRDB
public import PartnershipRecords

/// The people who may act at this machine, and what each may do.
///
/// Local to the machine: names never enter a log, only the handle that the partnership chose.
public enum PeopleTable {
  /// Creates the table; a migration calls it once.
  public static func create(_ db: Database) throws {
    try db.execute(
      sql: """
        CREATE TABLE person (
          handle         TEXT NOT NULL PRIMARY KEY CHECK (length(handle) BETWEEN 1 AND 32),
          role           TEXT NOT NULL,
          passphraseHash TEXT,           -- salt and scrypt key; NULL: cannot sign in to the page
          addedAt        REAL NOT NULL   -- seconds since 1970
        ) STRICT
        """)
  }

  /// Adds a person, or gives one who is there another role or passphrase.
  ///
  /// - Parameters:
  ///   - actor: Handle and role.
  ///   - passphraseHash: As ``Passphrase/hash(_:salt:)`` makes it; `nil` keeps the one there.
  ///   - now: When.
  ///   - db: The database, in a transaction.
  /// - Throws: `DatabaseError` if the handle breaks the table's rule.
  public static func save(
    _ actor: Actor, passphraseHash: String?, now: Date, in db: Database
  ) throws {
    try db.execute(
      literal: """
        INSERT INTO person (handle, role, passphraseHash, addedAt)
        VALUES (\(actor.handle), \(actor.role.rawValue), \(passphraseHash),
          \(now.timeIntervalSince1970))
        ON CONFLICT (handle) DO UPDATE SET role = excluded.role,
          passphraseHash = coalesce(excluded.passphraseHash, passphraseHash)
        """)
  }

  /// Returns the person with that handle, or `nil`.
  public static func person(_ handle: String, in db: Database) throws -> Actor? {
    let role = try String.fetchOne(
      db, sql: "SELECT role FROM person WHERE handle = ?", arguments: [handle])
    return role.flatMap(Role.init(rawValue:)).flatMap { Actor(handle: handle, role: $0) }
  }

  /// Returns everybody, by handle.
  public static func everybody(in db: Database) throws -> [Actor] {
    try Row.fetchAll(db, sql: "SELECT handle, role FROM person ORDER BY handle").compactMap { row in
      Role(rawValue: row["role"]).flatMap { Actor(handle: row["handle"], role: $0) }
    }
  }

  /// Returns the stored hash of a person's passphrase; `nil` if there is none.
  public static func passphraseHash(_ handle: String, in db: Database) throws -> String? {
    try String.fetchOne(
      db, sql: "SELECT passphraseHash FROM person WHERE handle = ?", arguments: [handle])
  }

  /// The person whose passphrase it is; takes as long for somebody who is not known.
  ///
  /// - Parameters:
  ///   - handle: As typed.
  ///   - passphrase: As typed.
  ///   - salt: 16 bytes, for the comparison that is made when nobody is known by that handle.
  ///   - database: Read once; the slow comparison holds no connection.
  /// - Returns: `nil` if there is no such person, or the passphrase is another.
  /// - Throws: If the database cannot be read.
  public static func signIn(
    _ handle: String, passphrase: String, salt: [UInt8], in database: any DatabaseReader
  ) throws -> Actor? {
    let (actor, hash) = try database.read { db in
      (try person(handle, in: db), try passphraseHash(handle, in: db))
    }
    let compared = try hash ?? Passphrase.hash("", salt: salt)
    let matches = try Passphrase.matches(passphrase, hash: compared)
    return matches && hash != nil ? actor : nil
  }
}

internal import Foundation
internal import GRDB
public import PartnershipRecords

extension NodeDatabase {
  /// Returns a setting's value, or `nil` if it was never set.
  public func setting(_ key: String) throws -> String? {
    try read { db in
      try String.fetchOne(db, sql: "SELECT value FROM setting WHERE key = ?", arguments: [key])
    }
  }

  /// Sets a value, or takes its place.
  public func set(_ key: String, to value: String) throws {
    try write { db in
      try db.execute(
        literal: """
          INSERT INTO setting (key, value)
          VALUES (\(key), \(value))
          ON CONFLICT (key) DO UPDATE SET value = excluded.value
          """)
    }
  }

  /// The partnership whose node this is; `nil` before it was set up.
  public func partnership() throws -> Partnership? {
    guard let text = try setting(Self.partnershipKey) else { return nil }
    guard let partnership = try? JSONDecoder().decode(Partnership.self, from: Data(text.utf8))
    else { throw NodeStoreError.damaged(table: "setting") }
    return partnership
  }

  public func set(_ partnership: Partnership) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let text = String(decoding: try encoder.encode(partnership), as: UTF8.self)
    try set(Self.partnershipKey, to: text)
  }

  private static let partnershipKey = "partnership"
}

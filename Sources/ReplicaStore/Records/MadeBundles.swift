public import Foundation
public import GRDB
internal import SignedLogs

/// Whom the bundles are for that this machine made last, so that it can say so when it is given one of
/// them: it cannot open it.
public enum MadeBundles {
  private static let setting = "bundles-made"
  private static let kept = 100

  private struct Entry: Codable {
    let name: String
    let recipients: [String]
    /// `nil` of one that an earlier release made.
    let madeAt: Date?
  }

  /// Notes a bundle; the last hundred are kept.
  public static func note(
    _ name: [UInt8], for recipients: [String], at now: Date, in db: Database
  ) throws {
    var entries = try entries(in: db)
    entries.append(Entry(name: name.hexadecimal, recipients: recipients, madeAt: now))
    let text = String(decoding: try JSONEncoder().encode(entries.suffix(kept)), as: UTF8.self)
    try SettingsTable.set(setting, to: text, in: db)
  }

  /// Whom a bundle is for that was made here; `nil` of any other.
  public static func recipients(of name: [UInt8], in db: Database) throws -> [String]? {
    try entries(in: db).last { $0.name == name.hexadecimal }?.recipients
  }

  /// When a bundle was last made for each recipient, among those that are kept.
  public static func lastMade(in db: Database) throws -> [String: Date] {
    try entries(in: db).reduce(into: [:]) { last, entry in
      for recipient in entry.recipients { last[recipient] = entry.madeAt ?? last[recipient] }
    }
  }

  private static func entries(in db: Database) throws -> [Entry] {
    guard let text = try SettingsTable.value(setting, in: db) else { return [] }
    return (try? JSONDecoder().decode([Entry].self, from: Data(text.utf8))) ?? []
  }
}

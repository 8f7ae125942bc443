import Foundation
import GRDB
import ReplicaStore
import SignedLogs

extension KillChecks {
  /// Every task and note that was acknowledged is there once, and no other is there twice.
  static func tasks(_ tasks: [KillTask], of name: KillNode, _ memory: KillMemory) -> [String] {
    guard let promised = memory.nodes[name] else { return [] }
    var faults: [String] = []
    let byReference = Dictionary(grouping: tasks, by: \.reference)
    for (reference, title) in promised.tasks {
      let found = byReference[reference] ?? []
      if found.count != 1 || found[0].fields["title"] != title {
        faults.append("\(reference) is there \(found.count) times, or under another title")
      } else if promised.shared.contains(reference), !found[0].isShared {
        faults.append("\(reference) was shared and is not")
      }
    }
    for (note, reference) in promised.notes {
      let found = byReference[reference]?.first
      let copies = found?.journal.filter { $0.text == note }.count ?? 0
      if copies != 1 { faults.append("\(note) is \(copies) times in the journal of \(reference)") }
      // A note and a tag of one command are one commit: both are there or neither.
      if found?.sets["tags"]?.contains(note) != true {
        faults.append("\(reference) has lost the tag \(note)")
      }
    }
    for task in tasks {
      let notes = task.journal.map(\.text)
      let tags = (task.sets["tags"] ?? []).sorted()
      if tags != notes.sorted() {
        faults.append("\(task.reference) has \(notes.count) notes and \(tags.count) tags")
      }
    }
    return faults
  }

  /// Each month is in as a whole or not at all, and in if its import said so. `reference` is what a
  /// node has whose import was never interrupted.
  static func imports(
    _ node: KillDatabase, of name: KillNode, like reference: [Int: [Int]], _ memory: KillMemory
  ) throws -> [String] {
    let found = try node.incidents()
    var faults: [String] = []
    for (month, counts) in found where reference[month] != counts {
      let expected = reference[month] ?? []
      faults.append("\(name.reference): \(counts) incidents in month \(month), not \(expected)")
    }
    for month in memory.nodes[name]?.imported ?? [] {
      guard let index = index(of: month), reference[index] != nil, found[index] == nil else {
        continue
      }
      faults.append("\(name.reference) lost the import of \(month)")
    }
    return faults
  }

  /// Months since January of the year 0.
  private static func index(of month: String) -> Int? {
    let parts = month.split(separator: "-").compactMap { Int($0) }
    return parts.count == 2 ? parts[0] * 12 + parts[1] - 1 : nil
  }

  /// The hash of each scope's state, by the scope's name in hexadecimal digits.
  static func stateHashes(_ database: KillDatabase) throws -> [String: String] {
    try database.queue.read { db in
      let records = ScopeRecords(db)
      return Dictionary(
        uniqueKeysWithValues: try records.scopes().map {
          ($0.hex, try records.stateHash(of: $0).hex)
        })
    }
  }
}

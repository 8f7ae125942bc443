internal import BusinessCycle
internal import CausalHistory
internal import Foundation
internal import GRDB
internal import NodeStore
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol

// A task's number is given once. What this database gave is in it; what an older copy of it forgot is
// in the scopes, once it has come back, and before that in the note beside the keys. A whole folder that
// was brought back or copied knows none of that until it has synchronised: so long it numbers far from
// where it stood.
extension NodeService {
  /// The greatest number that a task of this partnership is known to have; 0 if there is none.
  func lastTaskNumber(_ records: ScopeRecords) throws -> Int {
    try max(
      records.lastTaskNumber(of: partnership.reference),
      LocalTasks.lastNumber(in: records.database), marks.taskNumber())
  }

  /// Gives a task a number that no other has.
  ///
  /// - Parameters:
  ///   - records: Of the transaction that keeps the task.
  ///   - keep: Keeps it under that number; it stands once that is noted outside the database too.
  /// - Returns: The number.
  /// - Throws: What `keep` throws; `ReplicaError.markNotWritten`.
  func giveTaskNumber(_ records: ScopeRecords, _ keep: (Int) throws -> Void) throws -> Int {
    let (last, db) = (try lastTaskNumber(records), records.database)
    var number = last + 1
    if let since = try forgottenSince(records).map({ String($0.timeIntervalSince1970) }),
      try SettingsTable.value(Setting.numbersApart, in: db) != since
    {
      try SettingsTable.set(Setting.numbersApart, to: since, in: db)
      // A note that is ahead of the database did not go back with it, and knows all.
      if try marks.taskNumber() <= LocalTasks.lastNumber(in: db) {
        number = last + Int.random(in: 1_000..<10_000)
      }
    }
    try keep(number)
    try marks.raiseTaskNumber(to: number)
    return number
  }

  /// Since when this database may lack what this machine made before, while it waits to get that back;
  /// `nil` if it does not wait.
  func forgottenSince(_ records: ScopeRecords) throws -> Date? {
    let db = records.database
    let pending = try Self.pendingRecoveries(db).values.filter(\.cause.mayHaveForgotten)
    let last = try forgottenAt(db) ?? pending.map(\.foundAt).max()
    return try !pending.isEmpty || lacksOwnChanges(records) ? last : nil
  }

  /// What brings back what this machine made: its new log is admitted first.
  func refetching(_ records: ScopeRecords) throws -> String {
    let isPending = try Self.pendingRecoveries(records.database).values
      .contains(where: \.cause.mayHaveForgotten)
    return isPending ? LogRecovery.step : try route(records).refetch
  }

  /// When this database was last found to be perhaps an older one; `nil` if it never was.
  private func forgottenAt(_ db: Database) throws -> Date? {
    try SettingsTable.value(Setting.forgottenAt, in: db).flatMap(Double.init)
      .map { Date(timeIntervalSince1970: $0) }
  }

  /// Whether the hub has signed for changes of this node's logs that are not here: a bundle that admits
  /// a new log need not bring back what was in those before.
  private func lacksOwnChanges(_ records: ScopeRecords) throws -> Bool {
    let node = try nodeID()
    return try records.scopes().contains { scope in
      guard let receipt = try records.receipt(for: scope) else { return false }
      let own = try records.control(of: scope).logs(of: node).map(\.logIndex)
      let held = try records.frontier(of: scope)
      return receipt.frontier.contains {
        own.contains($0.logIndex) && $0.counter > held[$0.logIndex]
      }
    }
  }

  /// Whether new tasks get numbers far from the last ones, and why, for the person who made one.
  public func numberingInWords() throws -> String? {
    guard try read({ try forgottenSince($0) }) != nil else { return nil }
    return
      "Its number may be far from those before: this machine waits to get back what it made, and a "
      + "number near them may have been given."
  }

  /// Gives each number once, now that more of what this machine made is here: a task that is only here
  /// and was shared already, before the database was brought back, is that shared one; another whose
  /// number a shared task of this partnership has gets a new one.
  ///
  /// - Returns: What was found, in sentences.
  @discardableResult
  func settleTaskNumbers() throws -> [String] {
    let mayClash = try read { records in
      try LocalTasks.unshared(in: records.database).contains {
        try !ownTasks(called: reference(of: $0.number), records).isEmpty
      }
    }
    guard mayClash else { return [] }
    return try write { db, records in
      try LocalTasks.unshared(in: db).compactMap { local -> String? in
        let reference = reference(of: local.number)
        let shared = try ownTasks(called: reference, records)
        guard !shared.isEmpty else { return nil }
        if let same = try shared.first(where: { try isSame(local, $0, records) }) {
          try LocalTasks.markShared(
            local.number, scope: Data(same.scope.bytes), object: same.state.id.description, in: db)
          return
            "\(reference) had been shared with \(try records.control(of: same.scope).genesis.name) "
            + "before this database was brought back: it is shared, and not on this machine only."
        }
        let number = try giveTaskNumber(records) {
          try LocalTasks.renumber(local.number, to: $0, in: db)
        }
        return
          "The task on this machine only that was called \(reference) is \(self.reference(of: number)) "
          + "now: a task of that reference had been shared from this machine, or from a copy of it."
      }
    }
  }

  /// The shared tasks of a reference that this partnership's own machines made.
  private func ownTasks(called reference: String, _ records: ScopeRecords) throws -> [SharedObject]
  {
    try records.objects(reference: reference).filter { object in
      guard object.state.kind == SharedTask.kind else { return false }
      let log = object.state.id.logIndex
      return try log == 0
        || records.control(of: object.scope).partnership(ofLog: log) == partnership.reference
    }
  }

  /// Whether a task that is only here is one that was shared: all that it says was said there; or it is
  /// as it was when an older database was brought back, and the shared one once had its title.
  private func isSame(_ local: LocalTask, _ shared: SharedObject, _ records: ScopeRecords) throws
    -> Bool
  {
    let fields = try LocalTaskFields(stored: local.fields)
    let said = try Said(shared, records.history(of: shared.state.id, in: shared.scope))
    if said.hasAll(of: fields) { return true }
    guard let forgotten = try forgottenAt(records.database), local.createdAt < forgotten,
      local.changedAt < forgotten, let title = fields[.title]
    else { return false }
    return said.has(title, TaskField.title.number)
  }
}

/// What was ever said of a shared task.
private struct Said {
  private struct Words: Hashable {
    let field: UInt32
    let value: SharedValue
  }

  private var words: Set<Words> = []

  init(_ task: SharedObject, _ history: ObjectHistory) {
    for entry in history.journal {
      entry.value.map { _ = words.insert(Words(field: entry.field, value: $0)) }
    }
    for (number, field) in task.state.fields {
      let values = field.siblings.map(\.value) + (field.elements + field.entries).map(\.value)
      words.formUnion(values.map { Words(field: number, value: $0) })
    }
  }

  func has(_ value: CycleValue, _ field: UInt32) -> Bool {
    words.contains(Words(field: field, value: SharedValue(value)))
  }

  /// Where it stood aside: sharing a draft proposes it.
  func hasAll(of fields: LocalTaskFields) -> Bool {
    fields.values.allSatisfy { $0.key == TaskField.status.number || has($0.value, $0.key) }
      && fields.elements.allSatisfy { field, values in values.allSatisfy { has($0, field) } }
      && fields.journal.allSatisfy { has(.text($0.text), TaskField.journal.number) }
  }
}

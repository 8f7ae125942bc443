public import BusinessCycle
public import CausalHistory
public import Foundation
public import SignedLogs
public import SyncProtocol

/// A shared task as people see it: a value for each field, and what they disagree about.
public struct TaskView: Sendable, Hashable {
  /// One value that somebody gave a field.
  public struct Side: Sendable, Hashable {
    public let value: CycleValue
    public let dot: Dot
    /// `GAT/analyst`.
    public let author: String
    /// By the author's own clock.
    public let writtenAt: Date
  }

  /// What people wrote into one field apart from each other.
  public struct Conflict: Sendable, Hashable {
    public let field: TaskField
    /// The values that all sides had before them; empty if the field had none.
    public let base: [CycleValue]
    public let sides: [Side]
    public let provisional: ProvisionalValue
  }

  /// An entry of the task's journal, or a decision about it.
  public struct Entry: Sendable, Hashable {
    public let text: String
    public let author: String
    public let writtenAt: Date

    public init(text: String, author: String, writtenAt: Date) {
      self.text = text
      self.author = author
      self.writtenAt = writtenAt
    }
  }

  /// Where it is shared; `nil` for a task that is only here.
  public let scope: ScopeID?
  /// Its name in logs; `nil` for a task that is only here.
  public let object: ObjectID?
  public let reference: String
  /// The partnership that made it, such as `GAT`.
  public let origin: String
  /// Who wrote to it: `GAT/analyst`.
  public let doers: Set<String>
  /// Whether a newer release of the product wrote something that this one does not know.
  public let needsNewerRelease: Bool
  /// The value that is shown, by field; no entry for a field without one.
  public let values: [TaskField: CycleValue]
  /// The elements of the sets, by field.
  public let elements: [TaskField: [CycleValue]]
  /// Who gave each field the value that is shown.
  public let lastWrites: [TaskField: Side]
  /// Fields with different values that stand beside each other, in order of number; those that a
  /// rule settled too.
  public let conflicts: [Conflict]
  public let journal: [Entry]
  /// In the order in which they were added, by their authors' clocks.
  public let attachments: [Attachment]
  /// The places of files that were withdrawn, in the same order: the text is what stands there.
  public let erasedAttachments: [Entry]
  /// A digest of everything above: what a person had on the screen.
  public let seen: Digest
  /// Whether another task here has the same reference: a machine that was brought back from a backup
  /// may give a number a second time.
  public var hasNamesake = false

  /// Conflicts that a person must decide.
  public var openConflicts: [Conflict] { conflicts.filter { $0.provisional.hardness == .hard } }

  /// Conflicts that a rule settled: one of the values holds, and the others stand beside it.
  public var decidedByRule: [Conflict] { conflicts.filter { $0.provisional.hardness != .hard } }

  /// The partnership whose tactical chair decides them, such as `GAT`: the one that shared the task.
  public var decider: String { origin }

  /// Its name everywhere: the scope's first 16 digits and the object's name; `here/` and its reference
  /// if it is only here.
  public var fullName: String {
    guard let scope, let object else { return "here/\(reference)" }
    return SharedObject.fullName(of: object, in: scope)
  }

  /// What it is called here: its reference, or its full name if another has that reference too.
  public var name: String { hasNamesake ? fullName : reference }

  public var status: TaskStatus {
    values[.status]?.words.flatMap(TaskStatus.init(rawValue:)) ?? .proposed
  }

  /// Reads a shared object; `nil` if it is no task.
  ///
  /// - Parameters:
  ///   - object: The object.
  ///   - history: What was ever written to it.
  ///   - erased: What stands in the place of words that were withdrawn, by the commit.
  ///   - author: The partnership's reference of a log, such as `GAT`.
  public init?(
    _ object: SharedObject, history: ObjectHistory, erased: [Dot: String] = [:],
    author: (_ logIndex: UInt32) -> String
  ) {
    let state = object.state
    guard state.kind == SharedTask.kind else { return nil }
    scope = object.scope
    self.object = state.id
    reference = state.reference
    origin = author(state.id.logIndex)
    doers = Set(
      history.journal.filter { $0.field == TaskField.status.number }
        .map { "\(author($0.dot.logIndex))/\($0.actor)" })
    needsNewerRelease = state.needsNewerRelease
    seen = object.digest
    let conflicts = Self.conflicts(of: object, history, erased, author)
    var values: [TaskField: CycleValue] = [:]
    var elements: [TaskField: [CycleValue]] = [:]
    var lastWrites: [TaskField: Side] = [:]
    for (number, field) in state.fields {
      guard let name = TaskField(number: number) else { continue }
      if let latest = field.provisional, let side = Side(latest, erased, author) {
        values[name] = side.value
        lastWrites[name] = side
      }
      let members = field.members.compactMap { CycleValue($0) }
        .map { $0 == .text("") ? field.erased(erased) ?? $0 : $0 }
      if !members.isEmpty { elements[name] = members }
    }
    for conflict in conflicts { values[conflict.field] = conflict.provisional.value }
    self.conflicts = conflicts
    self.values = values
    self.elements = elements
    self.lastWrites = lastWrites
    journal = Self.journal(history, erased, author)
    let files = (state.fields[TaskAttachment.field]?.elements ?? [])
      .sorted { ($0.hybridTime, $0.dot) < ($1.hybridTime, $1.dot) }
    erasedAttachments = files.compactMap { item in
      guard TaskAttachment(element: item.value) == nil, let words = erased[item.dot] else {
        return nil
      }
      return Entry(
        text: words, author: "\(author(item.dot.logIndex))/\(item.actor)",
        writtenAt: Date(item.hybridTime))
    }
    attachments = files.compactMap { item in
      TaskAttachment(element: item.value).map {
        Attachment(
          file: $0, author: "\(author(item.dot.logIndex))/\(item.actor)",
          addedAt: Date(item.hybridTime))
      }
    }
  }

  /// Describes a task that is only here.
  ///
  /// - Parameters:
  ///   - reference: Such as `GAT-T-0042`.
  ///   - values: Its registers.
  ///   - elements: Its sets.
  ///   - journal: The oldest entry first.
  ///   - seen: A digest of all of it.
  public init(
    localReference reference: String, values: [TaskField: CycleValue],
    elements: [TaskField: [CycleValue]], journal: [Entry], seen: Digest
  ) {
    scope = nil
    object = nil
    self.reference = reference
    origin = String(reference.prefix(3))
    doers = []
    needsNewerRelease = false
    self.values = values
    self.elements = elements
    lastWrites = [:]
    conflicts = []
    self.journal = journal
    attachments = []
    erasedAttachments = []
    self.seen = seen
  }

  private static func conflicts(
    of object: SharedObject, _ history: ObjectHistory, _ erased: [Dot: String],
    _ author: (UInt32) -> String
  ) -> [Conflict] {
    object.state.conflicts(in: object.scope).compactMap { conflict in
      guard let field = TaskField(number: conflict.field) else { return nil }
      let base = history.base(of: conflict).compactMap { CycleValue($0) }
      let siblings = conflict.siblings.map {
        BusinessCycle.Sibling(
          value: CycleValue($0.value), counterSum: $0.dot.counter,
          writer: author($0.dot.logIndex))
      }
      return Conflict(
        field: field, base: base, sides: conflict.siblings.compactMap { Side($0, erased, author) },
        provisional: .of(siblings, base: base.last, field: field))
    }
  }

  private static func journal(
    _ history: ObjectHistory, _ erased: [Dot: String], _ author: (UInt32) -> String
  ) -> [Entry] {
    history.journalInTime.compactMap { entry in
      let name = "\(author(entry.dot.logIndex))/\(entry.actor)"
      let time = Date(entry.hybridTime)
      if entry.field == TaskField.journal.number, case .text(let text)? = entry.value {
        let shown = text.isEmpty ? erased[entry.dot] ?? text : text
        return Entry(text: shown, author: name, writtenAt: time)
      }
      guard entry.resolves, let field = TaskField(number: entry.field) else { return nil }
      return Entry(
        text: "Decided the \(field.inWords): \(entry.note)", author: name, writtenAt: time)
    }
  }
}

extension TaskView.Side {
  fileprivate init?(
    _ sibling: SyncProtocol.Sibling, _ erased: [Dot: String], _ author: (UInt32) -> String
  ) {
    guard let value = CycleValue(sibling.value) else { return nil }
    let words = value == .text("") ? erased[sibling.dot].map(CycleValue.text) : nil
    self.init(
      value: words ?? value, dot: sibling.dot,
      author: "\(author(sibling.dot.logIndex))/\(sibling.actor)",
      writtenAt: Date(sibling.hybridTime))
  }
}

extension FieldState {
  /// What stands in the place of an element of which the words were withdrawn.
  fileprivate func erased(_ words: [Dot: String]) -> CycleValue? {
    elements.first { $0.value == .text("") && words[$0.dot] != nil }
      .flatMap { words[$0.dot] }.map(CycleValue.text)
  }
}

extension [TaskView] {
  /// The same tasks, those marked whose reference another of them has.
  public func markingNamesakes() -> [TaskView] {
    let counts = Dictionary(map { ($0.reference, 1) }, uniquingKeysWith: +)
    return map { task in
      var task = task
      task.hasNamesake = counts[task.reference, default: 0] > 1
      return task
    }
  }

  /// The tasks that somebody means: the one of that full name, or all of that reference.
  public func called(_ name: String) -> [TaskView] {
    let exact = filter { $0.fullName == name }
    return exact.isEmpty ? filter { $0.reference == name } : exact
  }
}

/// Open conflicts of a partnership that decides them.
public struct ConflictsWaiting: Codable, Sendable, Hashable {
  /// Such as `GAT`.
  public let decider: String
  public let count: Int
}

extension [TaskView] {
  /// How many open conflicts wait for whom, by reference.
  public var conflictsWaiting: [ConflictsWaiting] {
    Dictionary(grouping: self, by: \.decider)
      .mapValues { $0.reduce(0) { $0 + $1.openConflicts.count } }
      .filter { $0.value > 0 }.sorted { $0.key < $1.key }
      .map { ConflictsWaiting(decider: $0.key, count: $0.value) }
  }
}

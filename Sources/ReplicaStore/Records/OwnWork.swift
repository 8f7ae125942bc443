public import BusinessCycle
internal import CausalHistory
public import Foundation
public import SignedLogs
internal import SyncProtocol

/// What one partnership wrote in a scope, from its own logs alone: what stays its own when it leaves.
public struct OwnWork: Sendable {
  /// A task that it made, with what it wrote to it itself, and nothing of what others wrote.
  public struct Task: Sendable {
    /// Its name in one of the logs: what tells it from another of the same reference.
    public let object: ObjectID
    public let reference: String
    public let createdBy: String
    public let values: [UInt32: CycleValue]
    public let elements: [UInt32: [CycleValue]]
    /// The oldest entry first; what was said when a disagreement was settled stands among them.
    public let journal: [Entry]
    public let files: [TaskAttachment]
  }

  public struct Entry: Sendable {
    public let text: String
    /// A person's handle.
    public let actor: String
    public let writtenAt: Date
  }

  /// Something written that the hub is not known to hold.
  public struct Unsent: Sendable {
    /// Its own task, or one of others.
    public let object: ObjectID
    /// What that task is called: the same as in ``OwnWork/othersTasks`` if it is one of others.
    public let task: String
    public let field: UInt32
    public let value: CycleValue
    public let actor: String
    public let writtenAt: Date
  }

  /// By reference, of one reference the oldest first: one for each task, whatever people call it.
  public let tasks: [Task]
  public let unsent: [Unsent]
  /// The tasks of others by reference, one for each; those of one reference with their full names.
  public let othersTasks: [String]
  /// Files of which the parts are in its own logs only, by digest.
  let contents: [Digest: [UInt8]]
}

extension ScopeRecords {
  /// What a partnership's own logs say, with effect or without: a log that was ended may go on beyond
  /// its end here, and what stands there is in no other place.
  ///
  /// - Parameters:
  ///   - node: This replica's node.
  ///   - scope: A scope that is here.
  /// - Returns: Its own tasks, and what it wrote, to them or to those of others, and never sent.
  /// - Throws: ``ReplicaError``; `SignedLogError` for a commit that was changed on disk.
  public func ownWork(of node: NodeID, in scope: ScopeID) throws -> OwnWork {
    let control = try control(of: scope)
    let logs = control.logs(of: node).map(\.logIndex) + [0]
    // Where a log was ended in good order is where it was at the hub.
    let held = Dictionary(
      (try receipt(for: scope)?.frontier ?? []).map { ($0.logIndex, $0.counter) }
        + control.logs.values.compactMap { log in
          log.forks.isEmpty ? log.cut.map { (log.logIndex, $0.counter) } : nil
        }, uniquingKeysWith: max)
    var reading = OwnWorkReading(scope: scope, logs: Set(logs))
    for log in logs {
      for repeated in try repeatsLetGo(of: log, in: scope) { reading.makings.note(repeated) }
      try eachCommit(of: log, in: scope, after: 0) { reading.makings.note($0) }
    }
    for object in try objects(kind: SharedTask.kind, in: scope) { reading.take(object.state) }
    for log in logs {
      try eachCommit(of: log, in: scope, after: 0) { commit in
        let isUnsent = commit.dot.counter > held[log] ?? 0
        for write in commit.writes {
          if case .create(SharedAttachment.kind, _) = write.operation,
            let object = try object(write.object, in: scope), SharedAttachment.isWhole(object)
          {
            // Its content can be read from the state.
            continue
          }
          reading.take(commit, write, isUnsent: isUnsent)
        }
      }
    }
    return reading.work
  }

  /// The content of a file that a partnership attached itself; `nil` if not all of it is here.
  public func content(of file: TaskAttachment, of work: OwnWork, in scope: ScopeID) throws
    -> [UInt8]?
  {
    if let content = work.contents[file.digest] { return content }
    return try? content(of: file, in: scope)
  }
}

/// Which objects of a node's logs are one task: what is repeated in a later log, or stands in the log of
/// a copy of the machine, was made once. People's references say nothing of that: two tasks may have
/// the same.
private struct Makings {
  enum Name: Hashable {
    case object(ObjectID)
    /// By the commit that made it, as it was written first, and the place in it.
    case made(in: Digest, operation: UInt32)
  }

  /// By the place of a commit that repeats, or makes a task: what it repeats, or itself.
  private var originals: [Dot: Digest] = [:]
  /// Commits that say the same, by the same person at the same time, are one.
  private var byContent: [Digest: Digest] = [:]
  private var same: [Digest: Digest] = [:]

  mutating func note(_ repeated: NotedRepeat) { originals[repeated.dot] = repeated.original }

  mutating func note(_ commit: VerifiedCommit) {
    let isMaking = commit.writes.contains { write in
      if case .create(SharedTask.kind, _) = write.operation { true } else { false }
    }
    guard isMaking || commit.reissueOf != nil else { return }
    let original = commit.reissueOf?.hash ?? commit.hash
    originals[commit.dot] = original
    guard isMaking else { return }
    let content = commit.content { _ in nil }
    if let first = byContent[content] {
      if first != original { same[original] = first }
    } else {
      byContent[content] = same[original] ?? original
    }
  }

  func name(of object: ObjectID) -> Name {
    let dot = Dot(logIndex: object.logIndex, counter: object.counter)
    guard let original = originals[dot] else { return .object(object) }
    return .made(in: same[original] ?? original, operation: object.operationIndex)
  }
}

/// Puts together what own logs say of own tasks.
private struct OwnWorkReading {
  fileprivate struct Place: Hashable {
    let dot: Dot
    let operation: UInt32
  }

  fileprivate struct Draft {
    let object: ObjectID
    let reference: String
    var createdAt: HybridTime
    var createdBy = ""
    var values: [UInt32: (time: HybridTime, value: CycleValue?)] = [:]
    var elements: [Place: (field: UInt32, value: SharedValue)] = [:]
    var entries: [Place: (time: HybridTime, actor: String, text: String)] = [:]
  }

  let scope: ScopeID
  let logs: Set<UInt32>
  fileprivate var makings = Makings()
  private var drafts: [Makings.Name: Draft] = [:]
  private var othersReferences: [ObjectID: String] = [:]
  private var unsent: [(object: ObjectID, isOwn: Bool, entry: JournalEntry, value: CycleValue)] = []
  private var files: [ObjectID: (name: String, parts: [UInt32: [UInt8]])] = [:]

  init(scope: ScopeID, logs: Set<UInt32>) { (self.scope, self.logs) = (scope, logs) }

  /// What stands in the state, of which the commits may be gone.
  mutating func take(_ task: ObjectState) {
    guard logs.contains(task.id.logIndex) else {
      othersReferences[task.id] = task.reference
      return
    }
    let name = makings.name(of: task.id)
    var draft =
      drafts[name]
      ?? Draft(object: task.id, reference: task.reference, createdAt: task.createdAt)
    draft.createdBy = task.createdBy
    for (number, field) in task.fields {
      for sibling in field.siblings where logs.contains(sibling.dot.logIndex) {
        draft.set(number, to: sibling.value, at: sibling.hybridTime)
      }
      for item in field.elements where logs.contains(item.dot.logIndex) {
        draft.elements[Place(dot: item.dot, operation: item.operationIndex)] = (number, item.value)
      }
      for item in field.entries where logs.contains(item.dot.logIndex) {
        guard case .text(let text) = item.value else { continue }
        draft.entries[Place(dot: item.dot, operation: item.operationIndex)] =
          (item.hybridTime, item.actor, text)
      }
    }
    drafts[name] = draft
  }

  mutating func take(_ commit: VerifiedCommit, _ write: ObjectWrite, isUnsent: Bool) {
    let name = makings.name(of: write.object)
    switch write.operation {
    case .create(SharedTask.kind, let reference):
      if drafts[name] == nil {
        drafts[name] = Draft(
          object: write.object, reference: reference, createdAt: commit.hybridTime)
      }
    case .create(SharedAttachment.kind, let name): files[write.object] = (name, [:])
    case .putChunk(_, let index, let content): files[write.object]?.parts[index] = content
    default: break
    }
    guard let entry = write.entry else { return }
    drafts[name]?.take(entry, removed: write.removed)
    let own = drafts[name]?.object
    if isUnsent, own != nil || othersReferences[write.object] != nil,
      entry.field != TaskAttachment.field, let value = entry.value.flatMap(CycleValue.init)
    {
      unsent.append((own ?? write.object, own != nil, entry, value))
    }
  }

  var work: OwnWork {
    var contents: [Digest: [UInt8]] = [:]
    for file in files.values {
      let content = file.parts.sorted { $0.key < $1.key }.flatMap(\.value)
      let digest = Digest(hashing: content)
      if digest.hex == file.name { contents[digest] = content }
    }
    let tasks = drafts.values.sorted {
      ($0.reference, $0.createdAt, $0.object) < ($1.reference, $1.createdAt, $1.object)
    }
    let references = Dictionary(
      tasks.map { ($0.object, $0.reference) }, uniquingKeysWith: { first, _ in first })
    let others = othersNames
    return OwnWork(
      tasks: tasks.map { $0.task() },
      unsent: unsent.sorted { $0.entry.hybridTime < $1.entry.hybridTime }.map { unsent in
        OwnWork.Unsent(
          object: unsent.object,
          task: (unsent.isOwn ? references[unsent.object] : others[unsent.object]) ?? "",
          field: unsent.entry.field, value: unsent.value, actor: unsent.entry.actor,
          writtenAt: Date(unsent.entry.hybridTime))
      },
      othersTasks: others.sorted { ($0.value, $0.key) < ($1.value, $1.key) }.map(\.value),
      contents: contents)
  }

  /// What the tasks of others are called: those that share a reference have their full names with it.
  private var othersNames: [ObjectID: String] {
    let counts = Dictionary(
      othersReferences.values.map { ($0, 1) }, uniquingKeysWith: +)
    return Dictionary(
      othersReferences.map { object, reference in
        let isOnly = counts[reference] == 1
        let fullName = SharedObject.fullName(of: object, in: scope)
        return (object, isOnly ? reference : "\(reference) (\(fullName))")
      }, uniquingKeysWith: { first, _ in first })
  }
}

extension OwnWorkReading.Draft {
  fileprivate mutating func set(_ field: UInt32, to value: SharedValue, at time: HybridTime) {
    guard values[field].map({ $0.time <= time }) ?? true else { return }
    // Words that were withdrawn, or taken out, are not those before them.
    values[field] = (time, value == .text("") ? nil : CycleValue(value))
  }

  fileprivate mutating func take(_ entry: JournalEntry, removed: Set<Dot>) {
    if createdBy.isEmpty { createdBy = entry.actor }
    let place = OwnWorkReading.Place(dot: entry.dot, operation: entry.operationIndex)
    switch (entry.action, entry.value) {
    case (.set, let value?):
      set(entry.field, to: value, at: entry.hybridTime)
      if !entry.note.isEmpty { entries[place] = (entry.hybridTime, entry.actor, entry.note) }
    case (.addElement, let value?): elements[place] = (entry.field, value)
    case (.append, .text(let text)?): entries[place] = (entry.hybridTime, entry.actor, text)
    default: elements = elements.filter { !removed.contains($0.key.dot) }
    }
  }

  fileprivate func task() -> OwnWork.Task {
    var sets: [UInt32: [CycleValue]] = [:]
    var files: [TaskAttachment] = []
    let inOrder = elements.sorted {
      ($0.key.dot, $0.key.operation) < ($1.key.dot, $1.key.operation)
    }
    for (_, element) in inOrder {
      if element.field == TaskAttachment.field {
        TaskAttachment(element: element.value).map { files.append($0) }
      } else if let value = CycleValue(element.value), value != .text("") {
        sets[element.field, default: []].append(value)
      }
    }
    // A commit that was repeated in a later log says the same once more.
    var seen: Set<String> = []
    let journal = entries.values.sorted { $0.time < $1.time }
      .filter {
        !$0.text.isEmpty && seen.insert("\($0.time.rawValue) \($0.actor) \($0.text)").inserted
      }
      .map { OwnWork.Entry(text: $0.text, actor: $0.actor, writtenAt: Date($0.time)) }
    return OwnWork.Task(
      object: object, reference: reference, createdBy: createdBy,
      values: values.compactMapValues(\.value),
      elements: sets.mapValues { values in
        values.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
      },
      journal: journal,
      files: files.reduce(into: []) { if !$0.contains($1) { $0.append($1) } })
  }
}

extension Date {
  init(_ time: HybridTime) {
    self.init(timeIntervalSince1970: Double(time.milliseconds) / 1000)
  }
}

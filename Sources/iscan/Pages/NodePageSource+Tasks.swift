import BusinessCycle
import NodeService
import PartnershipRecords
import ReplicaStore
import SignedLogs
import WebPages

extension NodePageSource {
  func tasks(for person: SignedInPerson) async throws -> [TaskSummary] {
    try reader(person).summaries(try node.tasks())
  }

  func task(_ reference: String, for person: SignedInPerson) async throws -> TaskDetail? {
    let reader = try reader(person)
    return try visible(reference, reader).map(reader.detail)
  }

  func newTaskFields(for person: SignedInPerson) async throws -> [TaskFieldView] {
    try person.require(.create, .task, to: "create a task")
    return try reader(person).newFields()
  }

  func createTask(_ values: [TaskFieldValue], by person: SignedInPerson) async throws -> String {
    let actor = try person.actor(to: "create a task")
    return try node.createTask(try TaskChange(values, to: nil), by: actor)
  }

  func updateTask(_ update: TaskUpdate, by person: SignedInPerson) async throws {
    let actor = try person.actor(to: "change a task")
    let reader = try reader(person)
    let task = try existing(update.reference, reader)
    let change = try TaskChange(update.changes, note: update.note, to: task)
    let isStatusAlone =
      change.note == nil && change.additions.isEmpty && Set(change.values.keys) == [.status]
    // Who decides about tasks may move one on without working on it; the life-cycle checks how.
    if let refusal = reader.refusal(of: .update, on: task) {
      guard isStatusAlone, reader.refusal(of: .decide, on: task) == nil else { throw refusal }
    }
    // An entry of the journal takes nothing away, whatever was on the screen.
    let isNoteAlone = change.values.isEmpty && change.additions.isEmpty
    let seen = isNoteAlone ? nil : try seen(update.seen, of: update.reference)
    try inTime(update.reference) {
      try node.updateTask(update.reference, change, seen: seen, by: actor)
    }
  }

  func attachment(_ name: String, of reference: String, for person: SignedInPerson) async throws
    -> AttachmentFile?
  {
    guard try visible(reference, try reader(person)) != nil else { return nil }
    do {
      let found = try node.attachment(name, of: reference)
      return AttachmentFile(name: found.file.name, content: found.content)
    } catch AttachmentError.unknown {
      return nil
    }
  }

  func attach(_ file: AttachmentFile, to reference: String, by person: SignedInPerson) async throws
  {
    let actor = try person.actor(to: "attach a file to a task")
    let reader = try reader(person)
    if let refusal = reader.refusal(of: .update, on: try existing(reference, reader)) {
      throw refusal
    }
    try node.attach(file.content, named: file.name, to: reference, by: actor)
  }

  func shareTask(_ reference: String, by person: SignedInPerson) async throws -> String {
    let actor = try person.actor(to: "share a task")
    let reader = try reader(person)
    if let refusal = reader.refusal(of: .update, on: try existing(reference, reader)) {
      throw refusal
    }
    return try node.shareTask(reference, by: actor).name
  }
}

// MARK: - Reading

extension NodePageSource {
  /// All tasks for the home page, whoever looks: it shows how many there are.
  func taskSummaries() throws -> [TaskSummary] {
    let coordinator = SignedInPerson(handle: "coordinator", role: .coordinator, isVisitor: true)
    return try reader(coordinator).summaries(try node.tasks())
  }

  /// - Throws: `PageRefusal.notAllowed` if the role sees no tasks.
  func reader(_ person: SignedInPerson) throws -> TaskReader {
    try person.require(.read, .task, to: "see tasks")
    let scopes = try node.sharingScopes()
    let groups = scopes.filter(\.isGroup)
    let own = node.partnership
    let members = groups.flatMap(\.members).map { ($0.reference, $0.name) }
    return TaskReader(
      actor: try person.actor(), partnership: own.reference, mayWrite: !person.isVisitor,
      names: Dictionary(members + [(own.reference, own.name)], uniquingKeysWith: { $1 }),
      holders: Dictionary(
        scopes.map { ($0.scope, $0.members.map(\.reference).sorted()) },
        uniquingKeysWith: { $1 }),
      shareTargets: groups.count == 1
        ? groups.flatMap(\.members).filter { $0.reference != own.reference }.map(\.name) : [],
      today: Day(inEngland: now()) ?? Day(number: 0),
      areas: try PlaceDirectory(node).choices())
  }

  func visible(_ reference: String, _ reader: TaskReader) throws -> TaskView? {
    try reader.only(of: node.tasks().called(reference), called: reference)
  }

  func existing(_ reference: String, _ reader: TaskReader) throws -> TaskView {
    guard let task = try visible(reference, reader) else {
      throw PageRefusal.notFound(what: "task \(reference)")
    }
    return task
  }

  /// The state that the person had on the screen.
  func seen(_ text: String, of reference: String) throws -> Digest {
    guard let digest = Digest(hex: text) else {
      throw PageRefusal.outOfDate(what: "task \(reference)")
    }
    return digest
  }

  /// Tells a change that came too late so that the page is loaded anew; the same form again would be
  /// too late again.
  func inTime(_ reference: String, _ step: () throws -> Void) throws {
    do { try step() } catch NodeServiceError.changedMeanwhile {
      throw PageRefusal.outOfDate(what: "task \(reference)")
    }
  }
}

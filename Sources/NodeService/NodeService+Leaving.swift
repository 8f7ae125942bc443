internal import BusinessCycle
public import Foundation
internal import GRDB
internal import NodeStore
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol

/// What became of a group's work on this machine when this partnership left the group.
public struct Departure: Codable, Sendable, Hashable {
  /// Something written here that nobody else has.
  public struct Words: Codable, Sendable, Hashable {
    public let task: String
    public let field: String
    public let words: String
    public let author: String
    public let writtenAt: Date
  }

  /// The group's name, or the pair's.
  public let scope: String
  public let leftAt: Date
  /// Why, in the regional office's words; `nil` for a partnership that was retired.
  public let reason: String?
  /// The tasks that this partnership made: on this machine only now, without what others wrote.
  public let kept: [String]
  /// The tasks of others, of which nothing is here any more.
  public let erased: [String]
  /// What this partnership wrote, to its own tasks or to others', and the hub is not known to hold.
  public let unsent: [Words]
  /// Where the files are that this partnership attached to its own tasks.
  public let files: [String]

  /// For people: what happened, what is kept and what is not.
  public var sentences: [String] {
    let because = reason.map { "its rights were ended (\($0))" } ?? "it was retired"
    var found = ["This partnership is no longer a member of \(scope): \(because)."]
    if !erased.isEmpty {
      found.append(
        "\(erased.count == 1 ? "The task" : "The \(erased.count) tasks") of others there "
          + "\(erased.count == 1 ? "is" : "are") erased here: \(erased.joined(separator: ", ")).")
    }
    if !kept.isEmpty {
      found.append(
        "\(kept.count == 1 ? "The task" : "The \(kept.count) tasks") that this partnership made "
          + "\(kept.count == 1 ? "is" : "are") kept, on this machine only and without what others "
          + "wrote: \(kept.joined(separator: ", ")).")
    }
    if !files.isEmpty {
      found.append(
        "\(files.count == 1 ? "Its file is" : "Their \(files.count) files are") in "
          + "\(files.joined(separator: ", ")).")
    }
    if !unsent.isEmpty {
      let tasks = Set(unsent.map(\.task)).sorted().joined(separator: ", ")
      found.append(
        "What was written here about \(tasks) and never sent is kept: iscan sync log --left.")
    }
    return found
  }
}

extension NodeService {
  /// The groups that this partnership has left, the latest first.
  public func departures() throws -> [Departure] {
    try database.pool.read { try Self.departures($0) }
  }

  /// Does what the end of a membership asks for, in the transaction that learns of it: what came from
  /// others is erased; what this partnership made stays, as it was before it was shared.
  ///
  /// - Returns: What was kept and what was not; `nil` if the membership goes on, or nothing is here.
  func leave(_ scope: ScopeID, _ records: ScopeRecords) throws -> Departure? {
    let node = try nodeID()
    let control = try records.control(of: scope)
    guard try control.hasLeft(node) && records.holdsContent(of: scope) else { return nil }
    let work = try records.ownWork(of: node, in: scope)
    var kept: [String] = []
    var files: [String] = []
    var names: [ObjectID: String] = [:]
    for task in work.tasks {
      let reference = try takeBack(task, of: work, from: scope, records)
      names[task.object] = reference
      kept.append(reference == task.reference ? reference : "\(reference) (\(task.reference))")
      for file in task.files {
        guard let content = try records.content(of: file, of: work, in: scope) else { continue }
        files.append(try home.keep(content, named: file.name, of: reference))
      }
    }
    let departure = Departure(
      scope: control.genesis.name, leftAt: now(), reason: control.nodes[node]?.revocationReason,
      kept: kept, erased: work.othersTasks,
      unsent: work.unsent.compactMap { words($0, of: names[$0.object]) }, files: files)
    try records.purge(scope)
    // A pair has nothing but releases, which the ledger goes on holding.
    guard control.genesis.kind == .group else { return nil }
    try Self.keep([departure] + Self.departures(records.database), in: records.database)
    return departure
  }

  /// Says that nothing waits any more since this partnership belongs to no group; `nil` if it does, or
  /// never did.
  public func leftInWords() throws -> String? {
    let departures = try departures()
    guard let last = departures.first else { return nil }
    let node = try nodeID()
    let isMember = try read { records in
      try records.scopes().contains { try records.control(of: $0).isMember(node) }
    }
    guard !isMember else { return nil }
    let unsent =
      departures.contains { !$0.unsent.isEmpty }
      ? " What it had not sent is kept here: iscan sync log --left." : ""
    return "Nothing waits: this partnership is no longer a member of \(last.scope).\(unsent)"
  }

  /// The same for what an earlier release of this program left behind.
  func leaveEndedScopes(_ noticed: Notices) throws {
    let node = try nodeID()
    let ended = try read { records in
      try records.scopes().filter {
        try records.control(of: $0).hasLeft(node) && records.holdsContent(of: $0)
      }
    }
    guard !ended.isEmpty else { return }
    try write { _, records in
      for scope in ended { try leave(scope, records).map(noticed.add) }
    }
    try Erasures.finish(in: database.pool, now: now())
  }

  /// Makes a shared task one that is only here.
  ///
  /// - Returns: Its reference: another one if a task that stays here has its number.
  private func takeBack(
    _ task: OwnWork.Task, of work: OwnWork, from scope: ScopeID, _ records: ScopeRecords
  ) throws -> String {
    var fields = LocalTaskFields()
    fields.values = task.values.filter { TaskField(number: $0.key) != nil }
    fields.elements = task.elements.filter { TaskField(number: $0.key) != nil }
    if fields[.title] == nil { fields[.title] = .text(task.reference) }
    fields.journal = task.journal.map {
      LocalTaskFields.Entry(
        text: $0.text, author: "\(partnership.reference)/\($0.actor)", writtenAt: $0.writtenAt)
    }
    let taken = try work.tasks.reduce(lastTaskNumber(records)) {
      max($0, number(of: $1.reference) ?? 0)
    }
    let kept = try LocalTasks.takeBack(
      number(of: task.reference), from: Data(scope.bytes), fields: try fields.stored(),
      by: task.createdBy, at: now(), after: taken, in: records.database)
    try marks.raiseTaskNumber(to: kept)
    return reference(of: kept)
  }

  private func words(_ unsent: OwnWork.Unsent, of kept: String?) -> Departure.Words? {
    guard let field = TaskField(number: unsent.field) else { return nil }
    return Departure.Words(
      task: kept ?? unsent.task, field: field.name, words: Self.inWords(unsent.value),
      author: "\(partnership.reference)/\(unsent.actor)", writtenAt: unsent.writtenAt)
  }

  private static func inWords(_ value: CycleValue) -> String {
    switch value {
    case .text(let text), .code(let text): text
    case .number(let number): "\(number)"
    case .truth(let truth): truth ? "yes" : "no"
    case .day(let day): day.description
    }
  }

  // MARK: As it is stored

  static func departures(_ db: Database) throws -> [Departure] {
    guard let text = try SettingsTable.value(Setting.departures, in: db) else { return [] }
    return try JSONDecoder().decode([Departure].self, from: Data(text.utf8))
  }

  private static func keep(_ departures: [Departure], in db: Database) throws {
    let text = String(decoding: try JSONEncoder().encode(departures), as: UTF8.self)
    try SettingsTable.set(Setting.departures, to: text, in: db)
  }
}

extension NodeHome {
  /// Files of tasks that are no longer shared.
  var kept: URL { folder.appending(path: "kept") }

  /// Keeps a file beside the database; one of that name with another content stays too.
  ///
  /// - Returns: Where it is.
  fileprivate func keep(_ content: [UInt8], named name: String, of task: String) throws -> String {
    let place = kept.appending(path: task)
    try FileManager.default.createDirectory(
      at: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    var file = place.appending(path: name)
    if let known = FileManager.default.contents(atPath: file.path), known != Data(content) {
      file = place.appending(path: "\(Digest(hashing: content).hex.prefix(8))-\(name)")
    }
    try Data(content).write(to: file, options: .atomic)
    return file.path
  }
}

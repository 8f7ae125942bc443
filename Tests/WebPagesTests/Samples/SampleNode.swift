import PartnershipRecords
import Synchronization

@testable import WebPages

/// A node with fixed content that notes what it was told to do.
final class SampleNode: NodePages {
  /// What somebody did through the pages.
  struct Deeds {
    var approved: [String] = []
    var created: [[TaskFieldValue]] = []
    var updates: [TaskUpdate] = []
    var shared: [String] = []
    var attached: [AttachmentFile] = []
    var decisions: [ConflictResolution] = []
    var selections: [ScanSelection] = []
    var filters: [PreviewFilter] = []
  }

  let words: SampleWords
  /// Thrown by every change instead of making it.
  let trouble: (any RemediedError)?
  /// What needs a person, if not what the words of the samples say.
  let ownAlerts: [PageAlert]?
  /// Thrown instead of telling what needs a person.
  let alertTrouble: (any RemediedError)?
  private let noted = Mutex(Deeds())

  init(
    words: SampleWords = SampleWords(), trouble: (any RemediedError)? = nil,
    alertTrouble: (any RemediedError)? = nil, alerts: [PageAlert]? = nil
  ) {
    self.words = words
    self.trouble = trouble
    self.alertTrouble = alertTrouble
    ownAlerts = alerts
  }

  var deeds: Deeds { noted.withLock { $0 } }

  private func note(_ deed: @Sendable (inout Deeds) -> Void) throws {
    if let trouble { throw trouble }
    noted.withLock { deed(&$0) }
  }

  func alerts(for person: SignedInPerson) async throws -> [PageAlert] {
    if let alertTrouble { throw alertTrouble }
    return ownAlerts ?? words.alerts
  }

  func home(for person: SignedInPerson) async throws -> NodeHome { words.home }

  func scan(_ selection: ScanSelection, for person: SignedInPerson) async throws -> ScanPage {
    noted.withLock { $0.selections.append(selection) }
    return words.scan(selection)
  }

  func imports(for person: SignedInPerson) async throws -> [ImportReport] { words.imports }
  func releases(for person: SignedInPerson) async throws -> [ReleaseSummary] { words.releases }

  func releasePreview(
    _ reference: String, filter: PreviewFilter, for person: SignedInPerson
  ) async throws -> ReleasePreviewPage? {
    noted.withLock { $0.filters.append(filter) }
    return words.preview(reference, filter)
  }

  func approveRelease(_ reference: String, by person: SignedInPerson) async throws {
    try note { $0.approved.append(reference) }
  }

  func tasks(for person: SignedInPerson) async throws -> [TaskSummary] { words.tasks }

  func task(_ reference: String, for person: SignedInPerson) async throws -> TaskDetail? {
    reference == SampleWords.taskReference ? words.task(mayDecide: mayDecide(person)) : nil
  }

  func newTaskFields(for person: SignedInPerson) async throws -> [TaskFieldView] {
    words.fields(mayDecide: false)
  }

  func createTask(_ values: [TaskFieldValue], by person: SignedInPerson) async throws -> String {
    try note { $0.created.append(values) }
    return SampleWords.taskReference
  }

  func updateTask(_ update: TaskUpdate, by person: SignedInPerson) async throws {
    try note { $0.updates.append(update) }
  }

  func attachment(_ name: String, of reference: String, for person: SignedInPerson) async throws
    -> AttachmentFile?
  { words.attachment(name, of: reference) }

  func attach(_ file: AttachmentFile, to reference: String, by person: SignedInPerson) async throws
  {
    try note { $0.attached.append(file) }
  }

  func shareTask(_ reference: String, by person: SignedInPerson) async throws -> String {
    try note { $0.shared.append(reference) }
    return reference
  }

  func conflicts(for person: SignedInPerson) async throws -> [ConflictDetail] {
    [words.conflict(mayDecide: mayDecide(person)), words.settledConflict]
  }

  func conflict(
    task reference: String, field: String, for person: SignedInPerson
  ) async throws -> ConflictDetail? {
    reference == SampleWords.taskReference && field == "status"
      ? words.conflict(mayDecide: mayDecide(person)) : nil
  }

  func settledConflict(
    task reference: String, field: String, for person: SignedInPerson
  ) async throws -> SettledConflict? {
    guard reference == SampleWords.taskReference else { return nil }
    return ["owner": words.decided, "due": words.undecided][field]
  }

  func resolve(_ resolution: ConflictResolution, by person: SignedInPerson) async throws {
    try note { $0.decisions.append(resolution) }
  }

  func sync(for person: SignedInPerson) async throws -> SyncStatus { words.sync }

  private func mayDecide(_ person: SignedInPerson) -> Bool { person.role == .tacticalChair }
}

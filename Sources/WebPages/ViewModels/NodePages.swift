/// What a partnership's pages ask of its node.
///
/// Every function is given who asks and refuses what the role does not allow; the pages hide what
/// would be refused, but never decide. Throw ``PageRefusal`` for what is missing or not allowed and
/// any `RemediedError` for other trouble: its detail and remedy are shown.
public protocol NodePages: Sendable {
  /// What a person must act on, the gravest first; shown at the head of every page.
  func alerts(for person: SignedInPerson) async throws -> [PageAlert]
  func home(for person: SignedInPerson) async throws -> NodeHome
  func scan(_ selection: ScanSelection, for person: SignedInPerson) async throws -> ScanPage
  /// The newest first.
  func imports(for person: SignedInPerson) async throws -> [ImportReport]
  /// The newest first.
  func releases(for person: SignedInPerson) async throws -> [ReleaseSummary]
  /// Every cell of a release beside its true count; `nil` if there is no such release.
  func releasePreview(
    _ reference: String, filter: PreviewFilter, for person: SignedInPerson
  ) async throws -> ReleasePreviewPage?
  func approveRelease(_ reference: String, by person: SignedInPerson) async throws

  /// The most urgent first.
  func tasks(for person: SignedInPerson) async throws -> [TaskSummary]
  /// `nil` if there is no such task.
  func task(_ reference: String, for person: SignedInPerson) async throws -> TaskDetail?
  /// The fields of a task that does not exist yet, with their first values.
  func newTaskFields(for person: SignedInPerson) async throws -> [TaskFieldView]
  /// Returns the new task's reference.
  func createTask(_ values: [TaskFieldValue], by person: SignedInPerson) async throws -> String
  func updateTask(_ update: TaskUpdate, by person: SignedInPerson) async throws
  /// A file of a task's, by its digest or name; `nil` if the task has none of that.
  func attachment(_ name: String, of reference: String, for person: SignedInPerson) async throws
    -> AttachmentFile?
  /// Attaches a file to a shared task.
  func attach(_ file: AttachmentFile, to reference: String, by person: SignedInPerson) async throws
  /// Shares a task with the partnerships that it names, and returns what it is called from then on.
  func shareTask(_ reference: String, by person: SignedInPerson) async throws -> String

  /// Those that a person must decide first, then by age.
  func conflicts(for person: SignedInPerson) async throws -> [ConflictDetail]
  /// `nil` if the field of that task has no open conflict.
  func conflict(
    task reference: String, field: String, for person: SignedInPerson
  ) async throws -> ConflictDetail?
  /// What holds in a field without an open conflict, and who decided it if somebody did; `nil` if
  /// there is no such task, or it has no such field.
  func settledConflict(
    task reference: String, field: String, for person: SignedInPerson
  ) async throws -> SettledConflict?
  func resolve(_ resolution: ConflictResolution, by person: SignedInPerson) async throws

  func sync(for person: SignedInPerson) async throws -> SyncStatus
}

/// What the region's pages ask of the hub; the rules of ``NodePages`` hold.
public protocol HubPages: Sendable {
  /// What a person must act on, the gravest first; shown at the head of every page.
  func alerts(for person: SignedInPerson) async throws -> [PageAlert]
  func picture(_ selection: PictureSelection, for person: SignedInPerson) async throws
    -> PicturePage
  /// By name.
  func members(for person: SignedInPerson) async throws -> [HubMember]
  /// The tasks that partnerships shared with the region, the most urgent first.
  func tasks(for person: SignedInPerson) async throws -> [TaskSummary]
  /// `nil` if there is no such task.
  func task(_ reference: String, for person: SignedInPerson) async throws -> TaskDetail?
  /// A file of a task's, by its digest or name; `nil` if the task has none of that.
  func attachment(_ name: String, of reference: String, for person: SignedInPerson) async throws
    -> AttachmentFile?
  /// Those that a person must decide first, then by age. The hub decides none.
  func conflicts(for person: SignedInPerson) async throws -> [ConflictDetail]
  /// How this hub stands with the one above it; `nil` if there is none.
  func hubAbove(for person: SignedInPerson) async throws -> HubAbove?
  /// The newest first.
  func refusals(for person: SignedInPerson) async throws -> [RefusalEntry]
}

extension HubPages {
  public func hubAbove(for person: SignedInPerson) async throws -> HubAbove? { nil }
}

/// What the region's pages ask of the hub; the rules of ``NodePages`` hold.
public protocol HubPages: Sendable {
  func picture(_ selection: PictureSelection, for person: SignedInPerson) async throws
    -> PicturePage
  /// By name.
  func members(for person: SignedInPerson) async throws -> [HubMember]
  /// The tasks that partnerships shared with the region, the most urgent first.
  func tasks(for person: SignedInPerson) async throws -> [TaskSummary]
  /// `nil` if there is no such task.
  func task(_ reference: String, for person: SignedInPerson) async throws -> TaskDetail?
  func conflicts(for person: SignedInPerson) async throws -> [ConflictSummary]
  /// The newest first.
  func refusals(for person: SignedInPerson) async throws -> [RefusalEntry]
}

@testable import WebPages

/// A hub with fixed content.
struct SampleHub: HubPages {
  var words = SampleWords()

  func picture(
    _ selection: PictureSelection, for person: SignedInPerson
  ) async throws -> PicturePage { words.picture(selection) }

  func alerts(for person: SignedInPerson) async throws -> [PageAlert] { words.alerts }
  func members(for person: SignedInPerson) async throws -> [HubMember] { words.hubMembers }
  func tasks(for person: SignedInPerson) async throws -> [TaskSummary] { words.tasks }

  func task(_ reference: String, for person: SignedInPerson) async throws -> TaskDetail? {
    reference == SampleWords.taskReference ? words.task(mayDecide: false) : nil
  }

  func attachment(_ name: String, of reference: String, for person: SignedInPerson) async throws
    -> AttachmentFile?
  { words.attachment(name, of: reference) }

  func conflicts(for person: SignedInPerson) async throws -> [ConflictDetail] {
    [words.conflict(mayDecide: false), words.settledConflict]
  }

  func hubAbove(for person: SignedInPerson) async throws -> HubAbove? { words.hubAbove }
  func refusals(for person: SignedInPerson) async throws -> [RefusalEntry] { words.refusals }
}

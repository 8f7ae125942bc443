import PartnershipRecords
import SyncProtocol
import Testing

@Suite("Close codes")
struct CloseCodeTests {
  @Test(
    "Every code has a name, a reason and, but for success, a remedy", arguments: CloseCode.allCases)
  func complete(code: CloseCode) {
    #expect(code.name != "unknown")
    #expect(!code.reason.isEmpty)
    #expect(code.remedy.isEmpty == (code == .finished))
    #expect(code.name.allSatisfy { $0.isLowercase || $0 == "-" })
  }

  @Test("The numbers are the published ones and no name is used twice")
  func numbers() {
    #expect(CloseCode.allCases.map(\.rawValue) == Array(0...19))
    #expect(Set(CloseCode.allCases.map(\.name)).count == CloseCode.allCases.count)
    #expect(CloseCode.scopeNotEntitled.rawValue == 3)
    #expect(CloseCode.forkDetected.rawValue == 7)
    #expect(CloseCode.admissionRefused.rawValue == 18)
  }

  @Test(
    "An error says what happened and what to try",
    arguments: [
      (
        SyncError.refused(.badSeal, detail: "Log 3."),
        "sync-bad-seal: Commits were refused: no seal of their author stands over them. Log 3. "
          + "Nothing has been lost. If their author synchronises again, the seal comes. If it never will, "
          + "the regional office ends its log where it stands: iscan hub retire. Otherwise run iscan "
          + "node doctor at the sender."
      ),
      (
        SyncError.refusedByPeer(code: 3, reason: "Not yours.", remedy: "Ask."),
        "sync-refused-scope-not-entitled: The peer ended the session with code 3: Not yours. Ask."
      ),
      (
        SyncError.refusedByPeer(code: 4_000, reason: "New.", remedy: ""),
        "sync-refused-4000: The peer ended the session with code 4000: New. Try again."
      ),
      (
        SyncError.stateUnreadable(offset: 7, reason: "a text is not UTF-8"),
        "sync-state-unreadable: A stored object cannot be read: a text is not UTF-8 at byte 7. "
          + "Rebuild the folded state from the logs, or restore a backup."
      ),
    ])
  func errors(error: SyncError, words: String) {
    #expect(error.description == words)
  }
}

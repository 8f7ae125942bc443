import BusinessCycle
import PartnershipRecords
import Testing

@Suite("What a refusal says")
struct CycleErrorTests {
  static let table: [(CycleError, String)] = [
    (
      .verifierIsDoer,
      "task-verifier-is-doer: Whoever did a task cannot verify it. Ask a colleague who did not work"
        + " on it to verify it."
    ),
    (
      .roleMayNot(role: .analyst, action: .decide, object: .release),
      "role-not-permitted: The role analyst may not decide a release. Ask somebody who may:"
        + " liaison-officer."
    ),
    (
      .roleMayNot(role: .analyst, action: .update, object: .release),
      "role-not-permitted: The role analyst may not update a release. No role of this product may"
        + " do so."
    ),
    (
      .builderMayNotApprove,
      "release-builder-may-not-approve: Whoever built a release cannot approve it. Ask another"
        + " liaison officer to look at it and approve it."
    ),
    (
      .documentIsAdopted(.controlStrategy),
      "document-adopted: Nobody edits a control strategy that has been adopted. Begin a new"
        + " version, which the group adopts in its turn."
    ),
    (
      .notYourOwn(.task),
      "object-not-own: Your role may change only your own part of a task. Ask the owner to make the"
        + " change, or write it in the journal."
    ),
    (
      .onlyOwnerReports,
      "progress-only-by-owner: Progress of a delivery plan is reported by its owner alone. Ask the"
        + " plan's owner to report, or the chair to name another owner."
    ),
    (
      .notYetFinished(.product),
      "object-not-finished: Your role sees a product only once it is finished, and it is not. Ask"
        + " the partnership's co-ordinator when it is due."
    ),
    (
      .notShared(.lesson),
      "object-not-shared: Your role sees a lesson only if it is shared, and it is not. Ask the"
        + " partnership to share it with the region."
    ),
    (
      .notDecider(decider: .tacticalChair, partnership: "MIL"),
      "conflict-not-decider: This conflict is decided by the tactical-chair of MIL. Add what you"
        + " think to the journal; the decision reaches you by sync."
    ),
    (
      .valueNotOfField(.due),
      "task-value-unsuitable: The due date cannot hold such a value. Give a day such as 2021-11-30."
    ),
    (
      .valueNotOfField(.priority),
      "task-value-unsuitable: The priority cannot hold such a value. Give a number from 1 to 3."
    ),
  ]

  @Test("Code, what was found, and what to do", arguments: table)
  func words(error: CycleError, text: String) { #expect(error.description == text) }
}

@testable import WebPages

extension SampleWords {
  private func summary(_ field: String, _ label: String, needsDecision: Bool) -> ConflictSummary {
    ConflictSummary(
      taskReference: Self.taskReference, taskTitle: self("Close quarry access"), fieldName: field,
      fieldLabel: self(label), needsDecision: needsDecision,
      partnerships: [self("GAT"), self("DUR")], foundAt: Self.hoursAgo(3))
  }

  /// Gateshead wrote that it is done, Durham that it is blocked, both from "in progress".
  func conflict(mayDecide: Bool) -> ConflictDetail {
    ConflictDetail(
      summary: summary("status", "Status", needsDecision: true), base: self("in progress"),
      sides: [
        ConflictSide(
          value: self("done"), valueInWords: self("done"), author: self("GAT/coordinator-1"),
          partnership: self("Gateshead"), writtenAt: Self.hoursAgo(60)),
        ConflictSide(
          value: self("blocked"), valueInWords: self("blocked"),
          author: self("DUR/coordinator-1"), partnership: self("Durham"),
          writtenAt: Self.hoursAgo(40)),
      ],
      provisional: self("blocked"), rule: self("An open task is safer than a closed one."),
      decider: self("the tactical chair of Gateshead"), mayDecide: mayDecide,
      entry: .choice(statuses), seen: self("seen-2"))
  }

  var settledConflict: ConflictDetail {
    ConflictDetail(
      summary: summary("due", "Due date", needsDecision: false), base: self("30 April 2024"),
      sides: [
        ConflictSide(
          value: "2024-05-01", valueInWords: self("1 May 2024"), author: self("GAT/coordinator-1"),
          partnership: self("Gateshead"), writtenAt: Self.hoursAgo(60)),
        ConflictSide(
          value: "2024-05-09", valueInWords: self("9 May 2024"), author: self("DUR/coordinator-1"),
          partnership: self("Durham"), writtenAt: Self.hoursAgo(40)),
      ],
      provisional: self("1 May 2024"), rule: self("The earlier date holds."),
      decider: self("the tactical chair of Gateshead"), mayDecide: false, entry: .day,
      seen: self("seen-3"))
  }

  /// The owner, of which Gateshead's chair decided.
  var decided: SettledConflict {
    SettledConflict(
      taskReference: Self.taskReference, taskTitle: self("Close quarry access"),
      fieldLabel: self("Owner"), value: self("parks manager"),
      lastChange: FieldChange(author: self("GAT/chair-1"), writtenAt: Self.hoursAgo(26)),
      decision: SettledConflict.Decision(
        author: self("GAT/chair-1"), partnership: self("Gateshead"), writtenAt: Self.hoursAgo(26),
        value: self("parks manager"), comment: self("It is the parks\u{2019} fence.")))
  }

  /// The due date, which has one value and no decision.
  var undecided: SettledConflict {
    SettledConflict(
      taskReference: Self.taskReference, taskTitle: self("Close quarry access"),
      fieldLabel: self("Due date"), value: self("30 April 2024"), lastChange: nil, decision: nil)
  }
}

import PartnershipRecords

@testable import WebPages

extension SampleWords {
  static let taskReference = "GAT-T-0061"

  var tasks: [TaskSummary] {
    [
      taskSummary,
      TaskSummary(
        reference: self("GAT-T-0044"), title: self("Light the underpass"), status: self("done"),
        isOpen: false, due: nil, isOverdue: false, owner: self("street lighting"), priority: nil,
        sharedWith: [], openConflicts: 0),
    ]
  }

  private var taskSummary: TaskSummary {
    TaskSummary(
      reference: Self.taskReference, title: self("Close quarry access"), status: self("blocked"),
      isOpen: true, due: "2024-04-02", isOverdue: true, owner: self("parks manager"), priority: 1,
      sharedWith: [self("DUR"), self("GAT")], openConflicts: 1)
  }

  func task(mayDecide: Bool) -> TaskDetail {
    TaskDetail(
      summary: taskSummary, fields: fields(mayDecide: mayDecide),
      journal: [
        JournalEntry(
          text: self("Gate fixed.\nPhotographs are with the ranger."),
          author: self("GAT/coordinator-1"), writtenAt: Self.hoursAgo(60)),
        JournalEntry(
          text: self("The gap on our side is open."), author: self("DUR/coordinator-1"),
          writtenAt: Self.hoursAgo(40)),
      ],
      attachments: [
        AttachmentEntry(
          digest: String(repeating: "5a", count: 32), name: self("site plan.pdf"),
          byteCount: 1_300_000, author: self("GAT/coordinator-1"), addedAt: Self.hoursAgo(50)),
        AttachmentEntry(
          digest: "", name: self("erased (names a witness, 2024-04-15)"), byteCount: 0,
          author: self("GAT/coordinator-1"), addedAt: Self.hoursAgo(51), isErased: true),
      ],
      mayAttach: true, mayWriteJournal: true, mayShare: true, wouldShareWith: [self("Sunderland")],
      seen: self("seen-1"))
  }

  func attachment(_ name: String, of reference: String) -> AttachmentFile? {
    let file = task(mayDecide: false).attachments.first { $0.digest == name }
    return reference == Self.taskReference
      ? file.map { AttachmentFile(name: $0.name, content: Array("<script>".utf8)) } : nil
  }

  func fields(mayDecide: Bool) -> [TaskFieldView] {
    [
      field("title", "Title", .line, "Close quarry access", isRequired: true),
      field("description", "What is to be done", .paragraph, "Two gaps in the fence."),
      field("due", "Due date", .day, "2024-04-02"),
      TaskFieldView(
        name: "status", label: self("Status"), entry: .choice(statuses), value: self("blocked"),
        valueInWords: self("blocked"), isEditable: true,
        lastChange: FieldChange(
          author: self("DUR/coordinator-1"), writtenAt: Self.hoursAgo(40)),
        conflict: conflict(mayDecide: mayDecide)),
      TaskFieldView(
        name: "reference", label: self("Reference"), entry: .line, value: self("GAT-T-0061"),
        valueInWords: self("GAT-T-0061"), isEditable: false),
    ]
  }

  var statuses: [Choice] {
    ["in-progress", "blocked", "done"].map { Choice(value: self($0), label: self($0)) }
  }

  private func field(
    _ name: String, _ label: String, _ entry: FieldEntry, _ value: String, isRequired: Bool = false
  ) -> TaskFieldView {
    TaskFieldView(
      name: name, label: self(label), entry: entry, value: self(value), valueInWords: self(value),
      isEditable: true, isRequired: isRequired, hint: self("No names of people."),
      lastChange: FieldChange(author: self("GAT/analyst-1"), writtenAt: Self.hoursAgo(90)))
  }
}

/// What a person typed into one field.
public struct TaskFieldValue: Hashable, Sendable {
  public let name: String
  /// As typed, without white space at its ends; empty to clear.
  public let value: String

  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

/// A person's change to a task: only the fields that differ from what was on the screen.
public struct TaskUpdate: Hashable, Sendable {
  /// The task, such as `GAT-T-0042`.
  public let reference: String
  /// ``TaskDetail/seen`` of the page that the person had before them.
  public let seen: String
  public let changes: [TaskFieldValue]
  /// A new entry of the journal; `nil` for none.
  public let note: String?

  public init(reference: String, seen: String, changes: [TaskFieldValue], note: String?) {
    self.reference = reference
    self.seen = seen
    self.changes = changes
    self.note = note
  }
}

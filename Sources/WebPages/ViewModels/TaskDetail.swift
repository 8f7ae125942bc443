public import Foundation

/// One task with its fields and journal.
public struct TaskDetail: Hashable, Sendable {
  public let summary: TaskSummary
  /// In the order to show them.
  public let fields: [TaskFieldView]
  /// The oldest first.
  public let journal: [JournalEntry]
  /// The first added first.
  public let attachments: [AttachmentEntry]
  /// Whether the person may attach a file.
  public let mayAttach: Bool
  /// Whether the person may add to the journal.
  public let mayWriteJournal: Bool
  /// Whether the person may share it now: it names partnerships that do not hold it yet.
  public let mayShare: Bool
  /// Whom sharing would send it to, by name.
  public let wouldShareWith: [String]
  /// Says which state of the task this is; sent back with an update, so that the node knows what
  /// the person had on the screen. Opaque to the pages.
  public let seen: String

  public init(
    summary: TaskSummary, fields: [TaskFieldView], journal: [JournalEntry],
    attachments: [AttachmentEntry] = [], mayAttach: Bool = false,
    mayWriteJournal: Bool, mayShare: Bool, wouldShareWith: [String], seen: String
  ) {
    self.summary = summary
    self.fields = fields
    self.journal = journal
    self.attachments = attachments
    self.mayAttach = mayAttach
    self.mayWriteJournal = mayWriteJournal
    self.mayShare = mayShare
    self.wouldShareWith = wouldShareWith
    self.seen = seen
  }
}

/// One field of a task as a person sees or edits it.
public struct TaskFieldView: Hashable, Sendable {
  /// As the field is called in commands and forms: lower-case letters and hyphens.
  public let name: String
  /// Such as "Due date".
  public let label: String
  public let entry: FieldEntry
  /// As it stands in a form; of a set, its elements joined by commas. Empty if there is none.
  public let value: String
  /// As a person reads it.
  public let valueInWords: String
  public let isEditable: Bool
  public let isRequired: Bool
  /// One sentence under the label; `nil` for none.
  public let hint: String?
  public let lastChange: FieldChange?
  /// What partners wrote apart from each other; `nil` if they agree.
  public let conflict: ConflictDetail?

  public init(
    name: String, label: String, entry: FieldEntry, value: String, valueInWords: String,
    isEditable: Bool, isRequired: Bool = false, hint: String? = nil,
    lastChange: FieldChange? = nil, conflict: ConflictDetail? = nil
  ) {
    self.name = name
    self.label = label
    self.entry = entry
    self.value = value
    self.valueInWords = valueInWords
    self.isEditable = isEditable
    self.isRequired = isRequired
    self.hint = hint
    self.lastChange = lastChange
    self.conflict = conflict
  }
}

/// How a field is filled in.
public enum FieldEntry: Hashable, Sendable {
  case line
  case paragraph
  /// A date, `2021-03-31`.
  case day
  /// One of a list.
  case choice([Choice])
}

/// Who wrote a field last.
public struct FieldChange: Hashable, Sendable {
  /// `GAT/coordinator-1`.
  public let author: String
  /// By the author's own clock.
  public let writtenAt: Date

  public init(author: String, writtenAt: Date) {
    self.author = author
    self.writtenAt = writtenAt
  }
}

/// One entry of a task's journal.
public struct JournalEntry: Hashable, Sendable {
  public let text: String
  /// `GAT/coordinator-1`.
  public let author: String
  /// By the author's own clock.
  public let writtenAt: Date

  public init(text: String, author: String, writtenAt: Date) {
    self.text = text
    self.author = author
    self.writtenAt = writtenAt
  }
}

/// A file of a task's.
public struct AttachmentEntry: Hashable, Sendable {
  /// What its address ends with: 64 hexadecimal digits.
  public let digest: String
  public let name: String
  public let byteCount: Int
  /// `GAT/coordinator-1`.
  public let author: String
  /// By the author's own clock.
  public let addedAt: Date
  /// Whether it was erased: its name is then what stands in its place.
  public let isErased: Bool

  public init(
    digest: String, name: String, byteCount: Int, author: String, addedAt: Date,
    isErased: Bool = false
  ) {
    self.isErased = isErased
    self.digest = digest
    self.name = name
    self.byteCount = byteCount
    self.author = author
    self.addedAt = addedAt
  }
}

/// A file to be saved.
public struct AttachmentFile: Hashable, Sendable {
  public let name: String
  public let content: [UInt8]

  public init(name: String, content: [UInt8]) {
    self.name = name
    self.content = content
  }
}

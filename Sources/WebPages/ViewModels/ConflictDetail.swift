public import Foundation

/// One open conflict in the list.
public struct ConflictSummary: Hashable, Sendable {
  public let taskReference: String
  public let taskTitle: String
  /// As in ``TaskFieldView/name``.
  public let fieldName: String
  /// Such as "Status".
  public let fieldLabel: String
  /// Whether a person must decide; otherwise a rule decided and people are told.
  public let needsDecision: Bool
  /// The partnerships whose updates differ, by reference.
  public let partnerships: [String]
  /// When this machine first held both sides.
  public let foundAt: Date

  public init(
    taskReference: String, taskTitle: String, fieldName: String, fieldLabel: String,
    needsDecision: Bool, partnerships: [String], foundAt: Date
  ) {
    self.taskReference = taskReference
    self.taskTitle = taskTitle
    self.fieldName = fieldName
    self.fieldLabel = fieldLabel
    self.needsDecision = needsDecision
    self.partnerships = partnerships
    self.foundAt = foundAt
  }
}

/// What partners wrote into one field while apart, and what they started from.
public struct ConflictDetail: Hashable, Sendable {
  public let summary: ConflictSummary
  /// The value that all sides had seen, in words; `nil` if there was none.
  public let base: String?
  /// The updates, at least two.
  public let sides: [ConflictSide]
  /// What holds until somebody decides, in words.
  public let provisional: String
  /// Why that one holds, such as "An open task is safer than a closed one."
  public let rule: String
  /// Who decides, such as "the tactical chair of Gateshead".
  public let decider: String
  /// Whether the person asking is that one.
  public let mayDecide: Bool
  /// How another value is filled in.
  public let entry: FieldEntry
  /// Which state this is; sent back with the decision. Opaque to the pages.
  public let seen: String

  public init(
    summary: ConflictSummary, base: String?, sides: [ConflictSide], provisional: String,
    rule: String, decider: String, mayDecide: Bool, entry: FieldEntry, seen: String
  ) {
    self.summary = summary
    self.base = base
    self.sides = sides
    self.provisional = provisional
    self.rule = rule
    self.decider = decider
    self.mayDecide = mayDecide
    self.entry = entry
    self.seen = seen
  }
}

/// One partner's update.
public struct ConflictSide: Hashable, Sendable {
  /// As a form sends it.
  public let value: String
  public let valueInWords: String
  /// `GAT/coordinator-1`.
  public let author: String
  /// The partnership's name.
  public let partnership: String
  /// By the author's own clock, which may be wrong.
  public let writtenAt: Date

  public init(
    value: String, valueInWords: String, author: String, partnership: String, writtenAt: Date
  ) {
    self.value = value
    self.valueInWords = valueInWords
    self.author = author
    self.partnership = partnership
    self.writtenAt = writtenAt
  }
}

/// A person's decision between differing updates.
public struct ConflictResolution: Hashable, Sendable {
  public let taskReference: String
  public let fieldName: String
  /// The value that shall hold.
  public let value: String
  /// Why; goes into the task's journal. Never empty.
  public let comment: String
  /// ``ConflictDetail/seen`` of the page that the person had before them.
  public let seen: String

  public init(
    taskReference: String, fieldName: String, value: String, comment: String, seen: String
  ) {
    self.taskReference = taskReference
    self.fieldName = fieldName
    self.value = value
    self.comment = comment
    self.seen = seen
  }
}

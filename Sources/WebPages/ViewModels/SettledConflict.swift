public import Foundation

/// A field that partners do not disagree about now: what holds, and who settled it if somebody did.
public struct SettledConflict: Hashable, Sendable {
  /// A person's decision.
  public struct Decision: Hashable, Sendable {
    /// `GAT/tactical-chair`.
    public let author: String
    /// The partnership's name.
    public let partnership: String
    /// By the author's own clock, which may be wrong.
    public let writtenAt: Date
    /// What the person decided for, in words.
    public let value: String
    /// Why; empty if the words were withdrawn since.
    public let comment: String

    public init(
      author: String, partnership: String, writtenAt: Date, value: String, comment: String
    ) {
      self.author = author
      self.partnership = partnership
      self.writtenAt = writtenAt
      self.value = value
      self.comment = comment
    }
  }

  public let taskReference: String
  public let taskTitle: String
  /// Such as "Status".
  public let fieldLabel: String
  /// What holds now, in words; empty if nothing does.
  public let value: String
  /// Who gave the field the value that holds; `nil` if nobody did.
  public let lastChange: FieldChange?
  /// The last decision about the field; `nil` if nobody ever decided.
  public let decision: Decision?

  public init(
    taskReference: String, taskTitle: String, fieldLabel: String, value: String,
    lastChange: FieldChange?, decision: Decision?
  ) {
    self.taskReference = taskReference
    self.taskTitle = taskTitle
    self.fieldLabel = fieldLabel
    self.value = value
    self.lastChange = lastChange
    self.decision = decision
  }
}

/// A row that cannot be used, with its bytes so that a person can correct it.
///
/// The bytes go to the reject file on the node and nowhere else: not to a log, a page or a release.
public struct RejectedRow: Sendable, Hashable {
  /// The name of the file or archive member.
  public let file: String
  /// The line on which the row begins; the header is line 1.
  public let line: Int
  public let reason: RejectReason
  /// The row without its line end; cut off after ``RecordReader/longestRecord`` bytes.
  public let raw: [UInt8]

  public init(file: String, line: Int, reason: RejectReason, raw: [UInt8]) {
    self.file = file
    self.line = line
    self.reason = reason
    self.raw = raw
  }

  /// What is wrong, for a person.
  public var sentence: String { "\(file), line \(line): \(reason.sentence)" }
}

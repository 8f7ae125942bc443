/// Two control records that a scope's authority signed for one sequence: it has spoken with two
/// voices. The scope stands still at the record before, until people have settled it.
///
/// Nobody can make one against an authority that signed one record for each sequence.
public struct ControlDispute: Hashable, Sendable {
  public let scope: ScopeID
  /// The sequence of both.
  public let sequence: UInt64
  public let first: SignedContent
  public let second: SignedContent

  /// Checks two records.
  ///
  /// - Parameters:
  ///   - first: A record with its signatures.
  ///   - second: Another.
  ///   - control: The scope's control log at least up to the record before them.
  /// - Throws: ``SignedLogError/disputeUnproven(sequence:)`` if they are one record, or of two
  ///   sequences, or do not both continue the same log; the error of a record that cannot be read or
  ///   that the authority did not sign.
  public init(verifying first: SignedContent, _ second: SignedContent, control: ControlState)
    throws(SignedLogError)
  {
    let readings = (try ControlReading(first.content), try ControlReading(second.content))
    sequence = readings.0.sequence
    guard sequence >= 1, readings.0.recordHash != readings.1.recordHash,
      readings.1.sequence == sequence,
      let before = control.hash(at: sequence - 1), readings.0.previousHash == before,
      readings.1.previousHash == before
    else { throw .disputeUnproven(sequence: readings.0.sequence) }
    scope = control.scope
    for (record, reading) in [(first, readings.0), (second, readings.1)] {
      try control.checkSignatures(
        of: record,
        at: ControlState.position(sequence, of: reading.recordHash, after: before, in: scope),
        action: reading.action)
    }
    (self.first, self.second) = (first, second)
  }
}

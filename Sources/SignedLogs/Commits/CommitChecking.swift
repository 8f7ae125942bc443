internal import CausalHistory

extension UnverifiedCommit {
  /// Checks sizes, which must be known before anything is hashed.
  func checkSize(counter: UInt64) throws(SignedLogError) {
    guard header.count <= LogLimits.headerBytesMax else {
      throw .headerTooLarge(counter: counter, bytes: header.count)
    }
    guard byteCount <= LogLimits.commitBytesMax else {
      throw .commitTooLarge(counter: counter, bytes: byteCount)
    }
    guard salt.isEmpty || salt.count == LogLimits.saltBytes else {
      throw .saltLengthWrong(counter: counter, bytes: salt.count)
    }
  }

  /// Reads a commit whose hash is known.
  ///
  /// - Parameters:
  ///   - before: Where the log stood.
  ///   - head: The log's end with it.
  ///   - withdrawal: The authority's decision about this place of the log, if there is one.
  /// - Returns: The commit.
  /// - Throws: ``SignedLogError`` for the first rule that it breaks.
  func read(after before: LogPosition, head: LogHead, withdrawal: Withdrawal? = nil)
    throws(SignedLogError) -> VerifiedCommit
  {
    let fields = try HeaderFields(header)
    let withdrawal = try matching(withdrawal, counter: head.counter)
    var readings = withdrawal?.remainder.readings ?? []
    if withdrawal == nil {
      guard Int(fields.payloadLength) == payload.count else {
        throw .payloadLengthWrong(
          counter: head.counter, stated: Int(fields.payloadLength), found: payload.count)
      }
    }
    let position = try fields.position(after: before, head: head)
    if withdrawal == nil {
      readings = try OperationReading.list(
        payload, counter: head.counter, logIndex: before.logIndex)
    }
    return VerifiedCommit(
      dot: Dot(logIndex: before.logIndex, counter: head.counter), flags: fields.flags,
      reissueOf: fields.reissueOf, readings: readings, withdrawal: withdrawal,
      bytes: withdrawal == nil ? self : withdrawn(), position: position)
  }

  /// A decision counts for the payload that it names. What was not withdrawn must be here.
  private func matching(_ withdrawal: Withdrawal?, counter: UInt64) throws(SignedLogError)
    -> Withdrawal?
  {
    if let withdrawal, withdrawal.payloadDigest == payloadDigest { return withdrawal }
    guard withdrawnDigest == nil else { throw .payloadMissing(counter: counter) }
    return nil
  }
}

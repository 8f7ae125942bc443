import SignedLogs

/// The hashes of `Protocol/Logs.md`, made here anew, so that made-up records can be sealed.
enum ChainHash {
  static func tag(_ purpose: String) -> [UInt8] {
    Digest(hashing: Array("iscan/1/\(purpose)".utf8)).bytes
  }

  static func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
  }

  /// The head after a commit; any byte strings at all.
  static func head(after head: LogHead, _ commit: UnverifiedCommit) -> LogHead {
    let counter = head.counter &+ 1
    let payload = Digest(
      hashing: tag("payload") + [UInt8(truncatingIfNeeded: commit.salt.count)] + commit.salt
        + commit.payload)
    let bytes =
      tag("commit") + head.logID.bytes + bigEndian(counter) + head.hash.bytes
      + bigEndian(UInt32(commit.header.count)) + commit.header + payload.bytes
    return LogHead(logID: head.logID, counter: counter, hash: Digest(hashing: bytes))
  }

  /// The control position after a record.
  static func position(after state: ControlState, _ record: [UInt8]) -> ControlPosition {
    let sequence = state.position.sequence + 1
    let bytes =
      tag("control") + state.scope.bytes + bigEndian(sequence) + state.position.hash.bytes
      + Digest(hashing: record).bytes
    return ControlPosition(sequence: sequence, hash: Digest(hashing: bytes))
  }

  /// A control record with the authority's signature, whatever it says.
  static func signed(_ record: [UInt8], after state: ControlState, with key: AuthorityKey)
    -> SignedContent
  {
    let position = position(after: state, record)
    let bytes =
      tag("control") + state.scope.bytes + bigEndian(position.sequence) + position.hash.bytes
    return SignedContent(content: record, signature: (try? key.sign(bytes)) ?? [])
  }
}

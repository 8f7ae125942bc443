extension ControlState {
  /// Applies the next record.
  ///
  /// - Parameter record: The record's bytes and the authority's signatures.
  /// - Returns: What the authority decided.
  /// - Throws: ``SignedLogError`` for the first rule that the record breaks; then nothing has
  ///   changed.
  @discardableResult
  public mutating func apply(_ record: SignedContent) throws(SignedLogError) -> ControlAction {
    let reading = try ControlReading(record.content)
    guard position.sequence < .max, reading.sequence == position.sequence + 1 else {
      throw .controlOutOfSequence(
        expected: position.sequence.addingReportingOverflow(1).partialValue,
        found: reading.sequence)
    }
    guard reading.previousHash == position.hash else {
      throw .controlHashMismatch(sequence: reading.sequence)
    }
    let next = Self.position(
      reading.sequence, of: reading.recordHash, after: position.hash, in: scope)
    try checkSignatures(of: record, at: next, action: reading.action)
    try perform(reading.action)
    position = next
    hashes.append(next.hash)
    return reading.action
  }

  /// H(TAG(control) ‖ scope id ‖ u64 sequence ‖ control hash before ‖ H(record)).
  public func nextPosition(after record: [UInt8]) -> ControlPosition {
    Self.position(
      position.sequence + 1, of: Digest(hashing: record), after: position.hash, in: scope)
  }

  static func position(
    _ sequence: UInt64, of recordHash: Digest, after previousHash: Digest, in scope: ScopeID
  ) -> ControlPosition {
    var bytes = Tag.control.bytes
    bytes.append(scope.digest)
    bytes.append(bigEndian: sequence)
    bytes.append(previousHash)
    bytes.append(recordHash)
    return ControlPosition(sequence: sequence, hash: Digest(hashing: bytes))
  }

  /// What the authority signs: TAG(control) ‖ scope id ‖ u64 sequence ‖ control hash; 104 bytes.
  public func signedBytes(at position: ControlPosition) -> [UInt8] {
    var bytes = Tag.control.bytes
    bytes.append(scope.digest)
    bytes.append(bigEndian: position.sequence)
    bytes.append(position.hash)
    return bytes
  }

  /// Checks that the authority, as the records before left it, stands by a record.
  func checkSignatures(
    of record: SignedContent, at position: ControlPosition, action: ControlAction
  ) throws(SignedLogError) {
    let tenure = tenure(before: position.sequence)
    var key = tenure.key
    if case .rotateAuthority(let newKey, _) = action {
      // The new key was announced under the old one and signs for itself: somebody who stole only
      // the old key cannot take the scope over, and the scope outlives the loss of it.
      guard ScopeGenesis.hashOfNextKey(newKey) == tenure.nextKeyHash else {
        throw .controlRefused(sequence: position.sequence, .nextKeyMismatch)
      }
      key = newKey
    }
    let message = signedBytes(at: position)
    guard key.verifies(record.signature, of: message) else {
      throw .signatureInvalid(.controlRecord)
    }
    try checkCoSignatures(of: record, message, sequence: position.sequence)
  }

  /// Checks that so many different holders as the genesis asks for have signed. Every signature must
  /// be good: one that nobody needs would be bytes that anybody can change.
  private func checkCoSignatures(
    of record: SignedContent, _ message: [UInt8], sequence: UInt64
  ) throws(SignedLogError) {
    var last: UInt32 = 0
    for coSignature in record.coSignatures {
      guard genesis.authorityThreshold > 1, coSignature.holder > last,
        coSignature.holder <= UInt32(genesis.coAuthorityKeys.count),
        genesis.coAuthorityKeys[Int(coSignature.holder) - 1]
          .verifies(coSignature.signature, of: message)
      else { throw .signatureInvalid(.controlRecord) }
      last = coSignature.holder
    }
    guard record.coSignatures.count + 1 >= genesis.authorityThreshold else {
      throw .controlRefused(sequence: sequence, .signaturesTooFew)
    }
  }
}

internal import CausalHistory
internal import ProtocolMessages

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

  /// Reads a commit whose hash is known; `head` is the log's end with it.
  func read(after before: LogPosition, head: LogHead) throws(SignedLogError) -> VerifiedCommit {
    let counter = head.counter
    let fields = try HeaderFields(header)
    guard Int(fields.payloadLength) == payload.count else {
      throw .payloadLengthWrong(
        counter: counter, stated: Int(fields.payloadLength), found: payload.count)
    }
    let position = try fields.position(after: before, head: head)
    let operations: Iscan_Sync_V1_Operations = try strictlyRead(
      payload, part: .commitPayload, shape: .operations)
    let readings = try operations.readings(counter: counter)
    var context = position.author.context
    context[before.logIndex] = before.head.counter
    return VerifiedCommit(
      dot: Dot(logIndex: before.logIndex, counter: counter), head: head,
      hybridTime: position.author.hybridTime, control: position.author.control, context: context,
      schema: fields.schema, flags: fields.flags, actor: fields.actor,
      reissueOf: fields.reissueOf, operations: operations, readings: readings, bytes: self,
      position: position)
  }
}

extension Iscan_Sync_V1_Operations {
  /// Reads each operation and checks the rules about all of them.
  fileprivate func readings(counter: UInt64) throws(SignedLogError) -> [OperationReading] {
    guard !operation.isEmpty else { throw .operationsMissing(counter: counter) }
    guard operation.count <= LogLimits.operationsMax else {
      throw .operationsTooMany(counter: counter, count: operation.count)
    }
    var readings: [OperationReading] = []
    readings.reserveCapacity(operation.count)
    var fieldsSet: Swift.Set<FieldPlace> = []
    for message in operation {
      let reading = try OperationReading(message)
      if case .known(let operation) = reading {
        try operation.checkSize(counter: counter)
        // One commit is one name for what it writes: two values of one field would share it.
        if case .set(let object, let field, _, _, _, _) = operation,
          !fieldsSet.insert(FieldPlace(object: object, field: field)).inserted
        {
          throw .fieldSetTwice(counter: counter, field: field)
        }
      }
      readings.append(reading)
    }
    return readings
  }
}

/// A field of an object.
private struct FieldPlace: Hashable {
  let object: ObjectID
  let field: UInt32
}

/// An operation as this release understands it.
public enum OperationReading: Hashable, Sendable {
  case known(SharedOperation)
  /// An operation of a later release, by its type number. Below 1024 its object must not be edited
  /// here until this node is updated; from 1024 it may be passed over. `object` is what the
  /// operation is about, if it names it where all operations do.
  case unknown(type: UInt32, object: ObjectID? = nil)

  /// Whether a replica that does not know it must stop editing the object.
  public var isCritical: Bool {
    switch self {
    case .known: false
    case .unknown(let type, _): type < 1024
    }
  }
}

extension OperationReading {
  /// Reads a payload strictly, and checks the rules about all its operations.
  ///
  /// - Parameters:
  ///   - payload: The bytes, whose hash is known.
  ///   - counter: The commit's, for the error.
  ///   - logIndex: That of the commit's log, for which names may have 0.
  /// - Returns: At least one operation.
  /// - Throws: ``SignedLogError`` for the first rule that it breaks.
  static func list(
    _ payload: [UInt8], counter: UInt64, logIndex: UInt32 = 0
  ) throws(SignedLogError) -> [OperationReading] {
    var reader = WireReader(payload, part: .commitPayload)
    var readings: [OperationReading] = []
    var count = 0
    while !reader.isAtEnd {
      let tag = try reader.tag()
      guard tag.number == 1 else {
        try reader.skip(wireType: tag.wireType)
        continue
      }
      try reader.require(tag, 2)
      let reading = try OperationReading(try reader.content())
      count += 1
      guard count <= LogLimits.operationsMax else { continue }
      readings.append(reading)
    }
    guard count > 0 else { throw .operationsMissing(counter: counter) }
    guard count <= LogLimits.operationsMax else {
      throw .operationsTooMany(counter: counter, count: count)
    }
    try check(readings, counter: counter, logIndex: logIndex)
    return readings
  }

  private static func check(
    _ readings: [OperationReading], counter: UInt64, logIndex: UInt32
  ) throws(SignedLogError) {
    var fieldsSet: Set<FieldPlace> = []
    for case .known(let operation) in readings {
      try operation.checkSize(counter: counter)
      // One commit is one name for what it writes: two values of one field would share it.
      guard readings.count > 1, case .set(let object, let field, _, _, _, _) = operation else {
        continue
      }
      let place = FieldPlace(object: object.named(inLog: logIndex), field: field)
      guard fieldsSet.insert(place).inserted else {
        throw .fieldSetTwice(counter: counter, field: field)
      }
    }
  }
}

extension ObjectID {
  /// The object's name outside of the log in which 0 stands for that log.
  fileprivate func named(inLog own: UInt32) -> ObjectID {
    guard logIndex == 0 else { return self }
    return ObjectID(logIndex: own, counter: counter, operationIndex: operationIndex)
  }
}

/// A field of an object.
private struct FieldPlace: Hashable {
  let object: ObjectID
  let field: UInt32
}

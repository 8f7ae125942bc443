import PartnershipRecords
import ProtocolMessages
import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

/// Release N, which knows more than the product does: the product is release N−1.
///
/// It has a later `schema`, fields of headers, payloads and operations that nobody knows yet, a field of
/// a task, and two operations: one below number 1,024 that sets a register, and one above that adds to a
/// set. What of it the product reads as unknown, release N reads as what it is.
enum LaterRelease {
  static let schema: UInt32 = 2
  /// A field that the product's tasks do not have, written by an operation that it knows.
  static let remark: UInt32 = 77
  /// A register that only ``setOperation`` writes.
  static let rank: UInt32 = 78
  /// A set that only ``addOperation`` writes.
  static let links: UInt32 = 79
  /// Its objects are closed to who does not know it.
  static let setOperation: UInt32 = 900
  /// May be passed over.
  static let addOperation: UInt32 = 1_030

  /// A task as release N declares it.
  enum Task: SharedRecord {
    static let dataClass = DataClass.shared
    static let kind = SimulatedTask.kind
    static let sharedFields = [SharedField(number: remark, name: "remark", kind: .code)]
  }

  // MARK: Reading

  /// A commit as release N reads it.
  static func reading(_ commit: VerifiedCommit) -> VerifiedCommit {
    guard commit.hasUnknownOperations else { return commit }
    let payload = commit.withdrawal?.remainder.bytes ?? commit.bytes.payload
    let operations = (try? Iscan_Sync_V1_Operations(serializedBytes: payload))?.operation ?? []
    return commit.reading { place, here in
      guard case .unknown(let type, _) = here,
        let content = operations[safe: place].flatMap({ Self.content(Array($0.unknownFields.data)) }
        )
      else { return here }
      return known(type, content).map { .known($0) } ?? here
    }
  }

  private static func known(_ type: UInt32, _ content: [UInt8]) -> SharedOperation? {
    guard let message = try? Iscan_Sync_V1_Set(serializedBytes: content),
      let value = SharedValue(message.value)
    else { return nil }
    let object = ObjectID(
      logIndex: message.object.logIndex, counter: message.object.counter,
      operationIndex: message.object.operationIndex)
    switch type {
    case setOperation:
      return .set(
        object: object, field: rank, value: value, replaces: .allInContext, resolves: false,
        note: "")
    case addOperation: return .add(object: object, field: links, value: value)
    default: return nil
    }
  }

  /// What follows the number and the length of a field.
  private static func content(_ field: [UInt8]) -> [UInt8]? {
    var place = 0
    for _ in 0..<2 {
      while let byte = field[safe: place], byte >= 0x80 { place += 1 }
      place += 1
    }
    return place <= field.count ? Array(field[place...]) : nil
  }

  // MARK: Writing

  /// An operation of release N.
  static func operation(_ type: UInt32, of object: ObjectID, _ value: SharedValue) throws
    -> Iscan_Sync_V1_Operation
  {
    let content: [UInt8] = try Iscan_Sync_V1_Set.with {
      $0.object.logIndex = object.logIndex
      $0.object.counter = object.counter
      $0.object.operationIndex = object.operationIndex
      $0.value = value.encoded()
    }.serializedBytes()
    return try Iscan_Sync_V1_Operation(serializedBytes: field(type, content))
  }

  /// A field of a message, as it stands in its bytes.
  static func field(_ number: UInt32, _ content: [UInt8]) -> [UInt8] {
    varint(UInt64(number) << 3 | 2) + varint(UInt64(content.count)) + content
  }

  private static func varint(_ number: UInt64) -> [UInt8] {
    var (rest, bytes): (UInt64, [UInt8]) = (number, [])
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}

/// What a commit of release N has beside what everybody writes.
struct LaterContent {
  /// Fields of the header, of the payload, and of an operation that everybody knows.
  var fields = false
  /// A field of the task.
  var remark: SharedValue?
  var rank: SharedValue?
  var link: SharedValue?
  /// What unknown fields hold.
  let filling: [UInt8]

  /// What it means, behind what the rest of the commit means.
  func meaning(of object: ObjectKey) -> [OracleOperation] {
    func operation(
      _ field: UInt32, _ action: OracleOperation.Action, _ value: SharedValue?
    ) -> OracleOperation? {
      value.map {
        OracleOperation(object: object, field: field, action: action, value: $0, screen: [])
      }
    }
    return [
      operation(LaterRelease.remark, .setAll, remark),
      operation(LaterRelease.rank, .laterSet, rank),
      operation(LaterRelease.links, .laterAdd, link),
    ].compactMap { $0 }
  }

  /// A commit with it, as release N writes it.
  func added(to commit: UnverifiedCommit, of object: ObjectID) throws -> UnverifiedCommit {
    var header = try Iscan_Sync_V1_CommitHeader(serializedBytes: commit.header)
    var operations = try Iscan_Sync_V1_Operations(serializedBytes: commit.payload)
    let unknown = fields ? LaterRelease.field(2_046, filling) : []
    if fields, let first = operations.operation.first {
      let bytes: [UInt8] = try first.serializedBytes()
      operations.operation[0] = try Iscan_Sync_V1_Operation(serializedBytes: bytes + unknown)
    }
    if let rank {
      operations.operation.append(
        try LaterRelease.operation(LaterRelease.setOperation, of: object, rank))
    }
    if let link {
      operations.operation.append(
        try LaterRelease.operation(LaterRelease.addOperation, of: object, link))
    }
    let payload: [UInt8] = try operations.serializedBytes() + unknown
    header.payloadLength = UInt32(payload.count)
    let bytes: [UInt8] = try header.serializedBytes()
    return UnverifiedCommit(header: bytes + unknown, salt: commit.salt, payload: payload)
  }
}

public import CausalHistory
internal import Foundation
public import PartnershipRecords
internal import ProtocolMessages
internal import SwiftProtobuf

/// Writes the commits of this node's own log in a scope.
///
/// Takes only ``ShareableOperation`` values: what does not conform to ``SharedRecord`` has no way
/// into a log.
public struct CommitAuthor: Sendable {
  /// Where the log stands, the commits written here included.
  public private(set) var position: LogPosition

  /// Goes on from a position that is durably stored.
  public init(position: LogPosition) { self.position = position }

  /// The name of the object that operation `index` of the next commit would create.
  public func nextObject(operationIndex index: UInt32 = 0) -> ObjectID {
    ObjectID(
      logIndex: position.logIndex, counter: position.head.counter + 1, operationIndex: index)
  }

  /// Writes one commit: all of its operations have effect, or none.
  ///
  /// - Parameters:
  ///   - operations: What a person did, in order; 1 to 256.
  ///   - actor: Who; only the handle is written.
  ///   - time: When. A time that is not after the last commit's is moved behind it.
  ///   - control: The last control record applied here.
  ///   - context: What has been applied here of the scope's logs; the own log's entry is left out.
  ///   - salt: 16 random bytes if the payload has words that may have to be withdrawn, else none.
  ///   - schema: The version of the record kinds that the operations belong to; from 1.
  ///   - flags: 0.
  /// - Returns: The commit, which is not sealed yet; ``position`` has moved behind it.
  /// - Throws: ``SignedLogError`` if it would break a rule; then nothing has changed.
  public mutating func commit(
    _ operations: [ShareableOperation], by actor: Actor, at time: HybridTime,
    control: ControlPosition, context: VersionVector, salt: [UInt8] = [],
    schema: UInt32 = RecordSchema.written, flags: UInt32 = 0
  ) throws(SignedLogError) -> VerifiedCommit {
    let isNew = schema != position.author.schema
    return try append(
      operations.map(\.operation), by: actor.handle, at: time, control: control,
      context: context, salt: salt
    ) {
      if isNew { $0.schema = schema }
      $0.flags = flags
    }
  }

  /// Goes the way of every commit from elsewhere: what is written here can be read everywhere.
  mutating func append(
    _ operations: [SharedOperation], by handle: String, at time: HybridTime,
    control: ControlPosition, context: VersionVector, salt: [UInt8],
    with more: (inout Iscan_Sync_V1_CommitHeader) -> Void
  ) throws(SignedLogError) -> VerifiedCommit {
    let payload = try written(
      Iscan_Sync_V1_Operations.with { $0.operation = operations.map { $0.encoded() } },
      part: .commitPayload)
    var header = Iscan_Sync_V1_CommitHeader()
    header.hybridTimeDelta = advance(to: time)
    try write(control, to: &header)
    header.contextDelta = try contextDelta(to: context)
    header.payloadLength = UInt32(clamping: payload.count)
    if handle != position.author.actor { header.actor = handle }
    more(&header)
    let commit = UnverifiedCommit(
      header: try written(header, part: .commitHeader), salt: salt, payload: payload)
    try commit.checkSize(counter: position.head.counter + 1)
    let verified = try commit.read(after: position, head: position.head.appending(commit))
    position = verified.position
    return verified
  }

  private func advance(to time: HybridTime) -> UInt64 {
    let last = position.author.hybridTime.rawValue
    return time.rawValue > last ? time.rawValue - last : last == .max ? 0 : 1
  }

  private func write(_ control: ControlPosition, to header: inout Iscan_Sync_V1_CommitHeader)
    throws(SignedLogError)
  {
    let last = position.author.control
    guard control != last else { return }
    guard control.sequence > last.sequence else { throw .controlWentBack }
    header.controlSequenceDelta = control.sequence - last.sequence
    header.controlHash = Data(control.hash.bytes)
  }

  private func contextDelta(to context: VersionVector) throws(SignedLogError)
    -> [Iscan_Sync_V1_ContextEntry]
  {
    let last = position.author.context
    for entry in last.entries where context[entry.logIndex] < entry.counter {
      throw .contextWentBack(logIndex: entry.logIndex)
    }
    return context.entries.filter {
      $0.logIndex != position.logIndex && $0.counter > last[$0.logIndex]
    }.map { entry in
      .with {
        $0.logIndex = entry.logIndex
        $0.advance = entry.counter - last[entry.logIndex]
      }
    }
  }
}

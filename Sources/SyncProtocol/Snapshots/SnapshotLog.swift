import CausalHistory
public import ProtocolMessages
public import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

/// Where a log stands in a snapshot, with the seal over its last commit: nobody can make up a log
/// that was not written. Where the log has ended at that very commit the authority's word will do.
public struct SnapshotLog: Sendable, Hashable {
  public let position: LogPosition
  public let seal: Seal

  public init(position: LogPosition, seal: Seal) {
    self.position = position
    self.seal = seal
  }

  func isSealed(in log: AdmittedLog) -> Bool {
    guard seal.isEnd else { return seal.seals(position.head, logKey: log.genesis.logKey) }
    return log.cut?.counter == position.head.counter && log.cut?.headHash == position.head.hash
  }

  /// As it travels.
  public var message: Iscan_Sync_V1_SnapshotLog {
    .with {
      $0.logIndex = position.logIndex
      $0.counter = position.head.counter
      $0.headHash = Data(position.head.hash.bytes)
      $0.hybridTime = position.author.hybridTime.rawValue
      $0.controlSequence = position.author.control.sequence
      $0.controlHash = Data(position.author.control.hash.bytes)
      $0.context = position.author.context.entries.map { entry in
        .with {
          $0.logIndex = entry.logIndex
          $0.advance = entry.counter
        }
      }
      $0.schema = position.author.schema
      $0.actor = position.author.actor
      $0.seal = seal.message
    }
  }

  /// Takes it as it travels; `nil` if a hash has not 32 bytes or the context does not ascend.
  ///
  /// - Parameters:
  ///   - message: As it came.
  ///   - log: The log that the control log admitted under the message's index.
  public init?(_ message: Iscan_Sync_V1_SnapshotLog, of log: LogID) {
    let context = message.context.map {
      VersionVector.Entry(logIndex: $0.logIndex, counter: $0.advance)
    }
    guard let head = Digest(message.headHash), let control = Digest(message.controlHash),
      VersionVector(context).entries == context
    else { return nil }
    position = LogPosition(
      logIndex: message.logIndex,
      head: LogHead(logID: log, counter: message.counter, hash: head),
      author: AuthorPosition(
        hybridTime: HybridTime(rawValue: message.hybridTime),
        control: ControlPosition(sequence: message.controlSequence, hash: control),
        context: VersionVector(context), schema: message.schema, actor: message.actor))
    seal = Seal(message.seal)
  }
}

internal import Foundation
public import ProtocolMessages
public import SignedLogs
internal import SwiftProtobuf

/// The manifest of a snapshot: what a scope had come to at a frontier, to be checked part by part.
///
/// Serialised once; its hash is what the authority declares and members witness.
public struct ScopeSnapshot: Sendable {
  public let bytes: [UInt8]
  public let message: Iscan_Sync_V1_SnapshotManifest
  /// The logs as they stand in it, ascending.
  public let logs: [SnapshotLog]

  /// H(TAG(snapshot) ‖ manifest).
  public var hash: Digest {
    Digest(hashing: Digest(hashing: Array("iscan/1/snapshot".utf8)).bytes + bytes)
  }

  /// Describes a snapshot that was made here. The same state at the same place gives the same bytes.
  ///
  /// - Parameters:
  ///   - scope: The scope.
  ///   - control: Where its control log stands.
  ///   - logs: Where the logs stand, those without commits left out; in any order.
  ///   - parts: All rows have passed through them.
  /// - Throws: `SyncError.snapshotRefused` if it cannot be serialised.
  public init(
    of scope: ScopeID, control: ControlPosition, logs: [SnapshotLog], parts: SnapshotParts
  ) throws(SyncError) {
    self.logs = logs.sorted { $0.position.logIndex < $1.position.logIndex }
    var message = Iscan_Sync_V1_SnapshotManifest()
    message.version = 1
    message.scopeID = Data(scope.bytes)
    message.controlSequence = control.sequence
    message.controlHash = Data(control.hash.bytes)
    message.log = self.logs.map(\.message)
    message.stateHash = Data(parts.stateHash.bytes)
    message.rowCount = parts.rowCount
    message.part = parts.parts
    guard let bytes: [UInt8] = try? message.serializedBytes() else {
      throw .snapshotRefused(reason: "it cannot be serialised")
    }
    (self.bytes, self.message) = (bytes, message)
  }

  /// Reads a manifest that came from elsewhere, and checks all of it that can be checked without the
  /// parts: the scope, the control log it was made under, and every log's seal.
  ///
  /// - Parameters:
  ///   - bytes: As they came.
  ///   - control: The scope's control log, at least as far as the snapshot's.
  /// - Throws: `SyncError.snapshotRefused` for the first thing that does not fit.
  public init(verifying bytes: [UInt8], control: ControlState) throws(SyncError) {
    guard let message = try? Iscan_Sync_V1_SnapshotManifest(serializedBytes: bytes) else {
      throw .snapshotRefused(reason: "its manifest cannot be read")
    }
    guard message.version == 1 else {
      throw .snapshotRefused(reason: "its version is \(message.version)")
    }
    guard ScopeID(message.scopeID) == control.scope else {
      throw .snapshotRefused(reason: "it is of another scope")
    }
    guard message.controlSequence <= control.sequence,
      Digest(message.controlHash) == control.hash(at: message.controlSequence)
    else { throw .snapshotRefused(reason: "it was made under another control log") }
    guard message.part.allSatisfy({ 1...SnapshotParts.partBytesMax ~= Int($0.length) }) else {
      throw .snapshotRefused(reason: "a part of it is empty or too large")
    }
    (self.bytes, self.message) = (bytes, message)
    logs = try Self.logs(of: message, control)
  }

  private static func logs(
    of message: Iscan_Sync_V1_SnapshotManifest, _ control: ControlState
  ) throws(SyncError) -> [SnapshotLog] {
    var logs: [SnapshotLog] = []
    for entry in message.log {
      guard let admitted = control.logs[entry.logIndex],
        let log = SnapshotLog(entry, of: admitted.genesis.log), log.position.head.counter > 0,
        logs.last.map({ $0.position.logIndex < entry.logIndex }) ?? true
      else { throw .snapshotRefused(reason: "log \(entry.logIndex) does not fit its place") }
      guard log.isSealed(in: admitted) else {
        throw .snapshotRefused(reason: "the seal of log \(entry.logIndex) does not verify")
      }
      logs.append(log)
    }
    return logs
  }
}

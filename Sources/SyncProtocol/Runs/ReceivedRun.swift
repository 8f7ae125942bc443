import ProtocolMessages
import SignedLogs
import SwiftProtobuf

/// The commits and seals of a `LogRun`, unpacked; nothing of it is verified.
struct ReceivedRun {
  let logIndex: UInt32
  let first: UInt64
  var commits: [UnverifiedCommit]
  let seals: [Seal]

  var last: UInt64 { first + UInt64(commits.count) - 1 }

  /// Unpacks a run and holds it to the limits.
  ///
  /// - Throws: ``SyncError/refused(_:detail:)``: `limit-exceeded` or `protocol-violation`.
  init(_ message: Iscan_Sync_V1_LogRun) throws {
    logIndex = message.logIndex
    first = message.first
    if message.packed.isEmpty {
      commits = message.commit.map(UnverifiedCommit.init)
      seals = message.seal.map(Seal.init)
    } else {
      guard message.commit.isEmpty, message.seal.isEmpty else {
        throw Self.violation(logIndex, "has commits beside packed ones.")
      }
      (commits, seals) = try Self.unpacked(message)
    }
    guard logIndex > 0, first > 0, !commits.isEmpty, first <= .max - UInt64(commits.count) else {
      throw Self.violation(logIndex, "has no commits or no place.")
    }
    let bytes = commits.reduce(0) { $0 + $1.byteCount }
    guard commits.count <= SyncLimits.commitsPerRun, seals.count <= SyncLimits.commitsPerRun,
      bytes <= SyncLimits.bytesPerRun || commits.count == 1
    else {
      throw SyncError.refused(.limitExceeded, detail: "A run of log \(logIndex) is too large.")
    }
  }

  private static func unpacked(_ message: Iscan_Sync_V1_LogRun) throws
    -> ([UnverifiedCommit], [Seal])
  {
    guard Int(message.packedCount) <= SyncLimits.commitsPerRun,
      let bytes = Packing.unpack(
        Array(message.packed), length: Int(message.unpackedLength),
        bound: SyncLimits.unpackedBytesPerRun)
    else {
      throw SyncError.refused(
        .limitExceeded,
        detail: "A packed run of log \(message.logIndex) is not as long as it says.")
    }
    var commits: [UnverifiedCommit] = []
    commits.reserveCapacity(Int(message.packedCount))
    var seals: [Seal] = []
    do {
      var reader = FieldReader(bytes)
      while !reader.isAtEnd {
        let tag = try reader.tag()
        switch (tag.number, tag.wireType) {
        case (1, 2):
          guard commits.count < Int(message.packedCount) else { throw FieldReader.Malformed() }
          var commit = try reader.message()
          commits.append(try commit.commit())
        case (2, 2):
          guard seals.count < SyncLimits.commitsPerRun else { throw FieldReader.Malformed() }
          var seal = try reader.message()
          seals.append(try seal.seal())
        default: try reader.skip(tag.wireType)
        }
      }
      guard commits.count == Int(message.packedCount) else { throw FieldReader.Malformed() }
    } catch { throw violation(message.logIndex, "cannot be read.") }
    return (commits, seals)
  }

  private static func violation(_ logIndex: UInt32, _ what: String) -> SyncError {
    .refused(.protocolViolation, detail: "A run of log \(logIndex) \(what)")
  }
}

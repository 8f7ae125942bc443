import Foundation
import ProtocolMessages
import SignedLogs
import SwiftProtobuf
import SyncProtocol

/// Makes seals and signatures good again after the fuzzer has changed what they cover.
enum Resealing {
  static func frame(_ bytes: Data) -> Data {
    guard var frame = try? Iscan_Sync_V1_Frame(serializedBytes: bytes) else { return bytes }
    switch frame.content {
    case .logRun(var run):
      seal(&run)
      frame.logRun = run
    case .controlRun(var run):
      sign(&run)
      frame.controlRun = run
    default: return bytes
    }
    return (try? frame.serializedData()) ?? bytes
  }

  /// The same, and the commits of a run are packed.
  static func packed(_ bytes: Data) -> Data {
    guard var frame = try? Iscan_Sync_V1_Frame(serializedBytes: self.frame(bytes)),
      case .logRun(var run) = frame.content
    else { return bytes }
    let content = Iscan_Sync_V1_RunContent.with {
      $0.commit = run.commit
      $0.seal = run.seal
    }
    guard let plain = try? content.serializedBytes() as [UInt8], let packed = Packing.pack(plain)
    else { return bytes }
    run.packedCount = UInt32(run.commit.count)
    run.unpackedLength = UInt32(plain.count)
    run.packed = Data(packed)
    (run.commit, run.seal) = ([], [])
    frame.logRun = run
    return (try? frame.serializedData()) ?? bytes
  }

  private static func seal(_ run: inout Iscan_Sync_V1_LogRun) {
    guard let log = FixedRegion.shared.logs[run.logIndex], run.first >= 1,
      run.first <= UInt64(log.positions.count)
    else { return }
    var head = log.positions[Int(run.first) - 1].head
    for commit in run.commit.prefix(128) {
      head = ChainHash.head(after: head, UnverifiedCommit(commit))
    }
    guard let good = try? SignedLogs.seal(head, with: log.key) else { return }
    run.seal.append(good.message)
  }

  private static func sign(_ run: inout Iscan_Sync_V1_ControlRun) {
    let region = FixedRegion.shared
    var state = region.control
    for place in run.record.indices.prefix(64) {
      guard
        var message = try? Iscan_Sync_V1_ControlRecord(serializedBytes: run.record[place].content)
      else { return }
      message.sequence = state.sequence + 1
      message.previousHash = Data(state.position.hash.bytes)
      guard let content = try? message.serializedBytes() as [UInt8] else { return }
      let signed = ChainHash.signed(content, after: state, with: region.authority)
      run.record[place] = signed.message
      guard (try? state.apply(signed)) != nil else { return }
    }
  }
}

import Foundation
import ProtocolMessages
import SignedLogs
import SwiftProtobuf
import SyncProtocol

/// One frame from somebody who has not shown who they are.
enum FrameTarget {
  /// Input: the first byte says which side reads; the rest is the frame.
  ///
  /// - Precondition: What a stranger is answered is at most one greeting, or a refusal.
  static func read(_ input: [UInt8]) -> Int {
    guard let first = input.first else { return 0 }
    let bytes = Data(input.dropFirst())
    takeApart(bytes)
    var side = FixedSide(role: first & 1 == 0 ? .responder : .initiator)
    side.start()
    side.receive(bytes)
    return side.bytesSent
  }

  private static func takeApart(_ bytes: Data) {
    guard let frame = try? Iscan_Sync_V1_Frame(serializedBytes: bytes) else { return }
    switch frame.content {
    case .logRun(let run):
      _ = run.commit.map(UnverifiedCommit.init)
      _ = run.seal.map(Seal.init)
    case .controlRun(let run): _ = run.record.map(SignedContent.init)
    case .receipt(let receipt):
      if let record = ReceiptRecord(receipt) {
        _ = record.isSigned(by: FixedRegion.shared.hub.publicKey)
      }
    default: break
    }
  }
}

import Foundation
import ProtocolMessages
import SwiftProtobuf

@testable import SignedLogs

/// Control records that this release does not write.
enum LaterRecord {
  /// A record with an action of field number 40.
  static func make(after state: ControlState, key: AuthorityKey) throws -> SignedContent {
    try sign(
      Iscan_Sync_V1_ControlRecord.with {
        $0.sequence = state.position.sequence + 1
        $0.previousHash = Data(state.position.hash.bytes)
      }.serializedBytes() + [0xC2, 0x02, 0x00], after: state, key: key)
  }

  /// Signs any bytes as the next record.
  static func sign(_ content: [UInt8], after state: ControlState, key: AuthorityKey) throws
    -> SignedContent
  {
    SignedContent(
      content: content,
      signature: try key.sign(state.signedBytes(at: state.nextPosition(after: content))))
  }
}

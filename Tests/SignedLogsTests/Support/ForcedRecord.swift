import Foundation
import ProtocolMessages
import SwiftProtobuf

@testable import SignedLogs

/// Control records as an authority would write them that does not check its own decisions.
enum ForcedRecord {
  static func make(_ action: ControlAction, after state: ControlState, key: AuthorityKey) throws
    -> SignedContent
  {
    var record = Iscan_Sync_V1_ControlRecord()
    record.sequence = state.position.sequence + 1
    record.previousHash = Data(state.position.hash.bytes)
    record.action = try action.encoded()
    return try LaterRecord.sign(try record.serializedBytes(), after: state, key: key)
  }
}

import Foundation
import ProtocolMessages
import SignedLogs
import SwiftProtobuf

/// Control logs that the authority signed, whatever they say: what a dishonest or a newer authority
/// can make its members read.
enum ControlTarget {
  private static let recordsMax = 64

  /// Input: pieces. Flag 0: a record's decision, to which sequence and hash are added; 1: a whole
  /// record; 2: the genesis of a log, signed by the node, in an `AddLog`; 3: bytes with a signature
  /// that does not verify. From 4 the log begins empty.
  ///
  /// - Precondition: A record that is refused changes nothing; one that is taken moves the log on by
  ///   one.
  static func read(_ input: [UInt8]) -> Int {
    let region = FixedRegion.shared
    var reader = PieceReader(input)
    var state = region.control
    var count = 0
    for number in 0..<recordsMax {
      guard let (flag, content) = reader.piece() else { break }
      if number == 0, flag >= 4 { state = ControlState(genesis: region.genesis) }
      let record = record(flag, content, after: state, region)
      let before = state
      if (try? state.apply(record)) == nil {
        precondition(state == before, "a record that was refused has changed something")
      } else {
        precondition(state.sequence == before.sequence + 1)
        count += record.content.count
      }
    }
    return count
  }

  private static func record(
    _ flag: UInt8, _ content: [UInt8], after state: ControlState, _ region: FixedRegion
  ) -> SignedContent {
    var message = Iscan_Sync_V1_ControlRecord()
    message.sequence = state.sequence + 1
    message.previousHash = Data(state.position.hash.bytes)
    switch flag & 3 {
    case 0: break
    case 1: return ChainHash.signed(content, after: state, with: region.authority)
    case 2:
      message.addLog.logIndex = state.nextLogIndex
      message.addLog.genesis.content = Data(content)
      let signature = try? region.node.sign(ChainHash.tag("log") + content)
      message.addLog.genesis.signature = Data(signature ?? [])
    default: return SignedContent(content: content, signature: Array(content.suffix(64)))
    }
    let bytes = (try? message.serializedBytes() as [UInt8]) ?? []
    return ChainHash.signed(
      flag & 3 == 0 ? bytes + content : bytes, after: state, with: region.authority)
  }
}

internal import Foundation
internal import ProtocolMessages

/// Says whose log some bytes claim to begin, so that the right key can check them.
enum LogGenesisOwner {
  static func node(of signed: SignedContent) throws(SignedLogError) -> NodeID {
    let message: Iscan_Sync_V1_LogGenesis = try strictlyRead(
      signed.content, part: .logGenesis, shape: .logGenesis)
    guard let node = NodeID(message.nodeID) else {
      throw .fieldInvalid(.logGenesis, field: "node_id", reason: "not of 32 bytes")
    }
    return node
  }
}

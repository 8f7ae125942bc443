internal import Foundation
public import ProtocolMessages
internal import SwiftProtobuf

/// A member's word that it made a snapshot anew from its own logs, and found the same.
public struct Witness: Hashable, Sendable {
  public let node: NodeID
  /// By the identity key over ``witnessBytes(scope:manifestHash:)``.
  public let signature: [UInt8]

  public init(node: NodeID, signature: [UInt8]) {
    (self.node, self.signature) = (node, signature)
  }

  /// As it travels.
  public var message: Iscan_Sync_V1_Witness {
    .with {
      $0.nodeID = Data(node.bytes)
      $0.signature = Data(signature)
    }
  }

  /// Takes it as it travels; `nil` if its node's name has not 32 bytes.
  public init?(_ message: Iscan_Sync_V1_Witness) {
    guard let node = NodeID(message.nodeID) else { return nil }
    self.init(node: node, signature: Array(message.signature))
  }
}

/// Points out a snapshot that members have made anew from their own logs and found the same.
public struct SnapshotDeclaration: Hashable, Sendable {
  /// H(TAG(snapshot) ‖ manifest).
  public let manifestHash: Digest
  /// What the snapshot covers; logs ascending.
  public let frontier: [LogCut]
  public let witnesses: [Witness]

  public init(manifestHash: Digest, frontier: [LogCut], witnesses: [Witness]) {
    (self.manifestHash, self.frontier, self.witnesses) = (manifestHash, frontier, witnesses)
  }
}

/// A snapshot that the authority has declared. Every witness's signature has been checked.
public struct DeclaredSnapshot: Hashable, Sendable {
  public let declaration: SnapshotDeclaration
  /// The control record that declared it.
  public let sequence: UInt64
  /// Whether so many members stand by it that nobody has to trust the authority alone: two, or
  /// every other member of a smaller scope.
  public let isWitnessed: Bool
}

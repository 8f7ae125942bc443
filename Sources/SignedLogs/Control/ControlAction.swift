internal import Foundation
internal import ProtocolMessages

/// What a member of a scope may do.
public enum MemberCapacity: UInt32, Sendable, Codable, CaseIterable, Comparable {
  case reader = 1
  case writer = 2

  public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Where a log ends by decision: later commits have no effect.
public struct LogCut: Hashable, Sendable, Codable {
  public let logIndex: UInt32
  /// The last commit that counts; 0 for none.
  public let counter: UInt64
  public let headHash: Digest

  public init(logIndex: UInt32, counter: UInt64, headHash: Digest) {
    self.logIndex = logIndex
    self.counter = counter
    self.headHash = headHash
  }
}

/// A node as the authority introduces it.
public struct NodeDescription: Hashable, Sendable {
  public let identityKey: PublicKey
  /// 1 to 64 UTF-8 bytes.
  public let name: String
  /// Three capital letters; those of the partnership.
  public let reference: String
  /// Codes of the districts covered; at most 16.
  public let districts: [String]
  /// SHA-256 of the SubjectPublicKeyInfo of each TLS key it may use; at most 8.
  public internal(set) var transportKeyHashes: [Digest]

  public var node: NodeID { NodeID(identityKey: identityKey) }

  public init(
    identityKey: PublicKey, name: String, reference: String, districts: [String],
    transportKeyHashes: [Digest]
  ) {
    self.identityKey = identityKey
    self.name = name
    self.reference = reference
    self.districts = districts
    self.transportKeyHashes = transportKeyHashes
  }
}

/// Which versions of rules and record kinds are in force.
public struct ScopePolicy: Hashable, Sendable, Codable {
  public let rulesVersion: UInt32
  public let schemaMin: UInt32
  public let schemaMax: UInt32

  public init(rulesVersion: UInt32, schemaMin: UInt32, schemaMax: UInt32) {
    self.rulesVersion = rulesVersion
    self.schemaMin = schemaMin
    self.schemaMax = schemaMax
  }
}

/// One decision of a scope's authority.
public enum ControlAction: Hashable, Sendable {
  case addNode(NodeDescription)
  case addMember(NodeID, MemberCapacity)
  case addLog(index: UInt32, genesis: SignedContent)
  case removeMember(NodeID, cuts: [LogCut])
  case retireLog(LogCut)
  case revokeNode(NodeID, cuts: [LogCut], reason: String)
  /// The record is signed by the new key.
  case rotateAuthority(PublicKey, nextKeyHash: Digest)
  case setTransportKeys(NodeID, [Digest])
  case setPolicy(ScopePolicy)
  /// A decision without effect on who may write what, or of a later release: kept and counted.
  /// `type` is its field number; 0 if there is none.
  case other(type: UInt32)
}

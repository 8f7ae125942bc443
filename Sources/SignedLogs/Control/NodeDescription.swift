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
  /// The X25519 key that bundle files for the node are sealed to; 32 bytes; `nil` if it has none.
  public internal(set) var bundleKey: [UInt8]?

  public var node: NodeID { NodeID(identityKey: identityKey) }

  public init(
    identityKey: PublicKey, name: String, reference: String, districts: [String],
    transportKeyHashes: [Digest], bundleKey: [UInt8]? = nil
  ) {
    self.identityKey = identityKey
    self.name = name
    self.reference = reference
    self.districts = districts
    self.transportKeyHashes = transportKeyHashes
    self.bundleKey = bundleKey
  }
}

/// An identifier that is the digest of what it names, so that nobody can choose it.
public protocol DigestIdentifier: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
  var digest: Digest { get }
  init(_ digest: Digest)
}

extension DigestIdentifier {
  /// Takes 32 bytes; `nil` for any other number.
  public init?(_ bytes: some Sequence<UInt8>) {
    guard let digest = Digest(bytes) else { return nil }
    self.init(digest)
  }

  /// Reads 64 hexadecimal digits; `nil` for any other text.
  public init?(hex: String) {
    guard let digest = Digest(hex: hex) else { return nil }
    self.init(digest)
  }

  public init(from decoder: any Decoder) throws { self.init(try Digest(from: decoder)) }

  public func encode(to encoder: any Encoder) throws { try digest.encode(to: encoder) }

  public static func < (left: Self, right: Self) -> Bool { left.digest < right.digest }

  public var bytes: [UInt8] { digest.bytes }

  public var hex: String { digest.hex }

  public var description: String { digest.hex }
}

/// A node: H(TAG(node) ‖ identity public key).
public struct NodeID: DigestIdentifier {
  public let digest: Digest

  public init(_ digest: Digest) { self.digest = digest }

  /// The node that holds the private part of an identity key.
  public init(identityKey: PublicKey) {
    digest = Digest(hashing: Tag.node.bytes + identityKey.bytes)
  }
}

/// A scope: H(TAG(scope) ‖ scope genesis bytes).
public struct ScopeID: DigestIdentifier {
  public let digest: Digest

  public init(_ digest: Digest) { self.digest = digest }
}

/// One node's log in one scope, since the node was last set up: H(TAG(log) ‖ log genesis bytes).
public struct LogID: DigestIdentifier {
  public let digest: Digest

  public init(_ digest: Digest) { self.digest = digest }
}

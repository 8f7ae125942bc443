internal import Foundation
public import SignedLogs

/// A hub's word about one of its nodes, for the operator of the hub above: so that the node may take
/// part in what the regions share.
public struct Introduction: EnrolmentFile, Equatable {
  public static let kind = "an introduction"

  public let version: Int
  /// The hub that speaks, 64 hexadecimal digits.
  public let hub: String
  /// The node's Ed25519 identity key, 32 bytes in base 64.
  public let identityKey: String
  public let name: String
  /// Three capital letters.
  public let reference: String
  public let districts: [String]
  /// SHA-256 of each of its TLS keys, 64 hexadecimal digits each.
  public let transportKeyHashes: [String]
  /// The X25519 key to which bundle files for the node are sealed, 32 bytes in base 64; empty if it
  /// has none.
  public let bundleKey: String
  /// The hub's identity key's signature over all of the above, in base 64.
  public let signature: String

  /// Introduces a node.
  ///
  /// - Parameters:
  ///   - node: As the hub knows it.
  ///   - key: The hub's identity key.
  /// - Throws: What the signing throws; not expected.
  public init(of node: NodeDescription, by key: IdentityKey) throws {
    version = 1
    hub = NodeID(identityKey: key.publicKey).hex
    identityKey = Data(node.identityKey.bytes).base64EncodedString()
    (name, reference, districts) = (node.name, node.reference, node.districts)
    transportKeyHashes = node.transportKeyHashes.map(\.hex)
    bundleKey = Data(node.bundleKey ?? []).base64EncodedString()
    let statement = introductionStatement(
      [hub, identityKey, name, reference, bundleKey] + districts + transportKeyHashes)
    signature = Data(try key.sign(statement)).base64EncodedString()
  }

  /// The hub that speaks.
  ///
  /// - Throws: `TransportError` with code `enrolment-file-unreadable`.
  public var hubNode: NodeID {
    get throws {
      guard let node = NodeID(hex: hub) else { throw unreadable("it names no hub") }
      return node
    }
  }

  /// Verifies that the hub said so.
  ///
  /// - Parameter hubKey: The identity key of the hub.
  /// - Returns: The node.
  /// - Throws: `TransportError` with code `introduction-signature-invalid` or
  ///   `enrolment-file-unreadable`.
  public func verified(by hubKey: PublicKey) throws -> NodeDescription {
    let statement = introductionStatement(
      [hub, identityKey, name, reference, bundleKey] + districts + transportKeyHashes)
    guard let bytes = Data(base64Encoded: signature), hubKey.verifies(bytes, of: statement) else {
      throw TransportError.introductionInvalid()
    }
    guard let keyBytes = Data(base64Encoded: identityKey), let key = try? PublicKey(keyBytes),
      let bundle = Data(base64Encoded: bundleKey), bundle.isEmpty || bundle.count == 32
    else { throw unreadable("a key is malformed") }
    let hashes = transportKeyHashes.compactMap { Digest(hex: $0) }
    guard !hashes.isEmpty, hashes.count == transportKeyHashes.count else {
      throw unreadable("a TLS key's hash is malformed")
    }
    return NodeDescription(
      identityKey: key, name: name, reference: reference, districts: districts,
      transportKeyHashes: hashes, bundleKey: bundle.isEmpty ? nil : Array(bundle))
  }

  private func unreadable(_ reason: String) -> TransportError {
    .enrolmentFileUnreadable(Self.kind, reason)
  }
}

/// Every field but the version and the signature, each with its length before it.
private func introductionStatement(_ fields: [String]) -> [UInt8] {
  fields.reduce(tag("introduction")) {
    let length = UInt32($1.utf8.count).bigEndian
    return $0 + withUnsafeBytes(of: length, Array.init) + Array($1.utf8)
  }
}

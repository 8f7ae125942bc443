/// Why the hub refuses a connection; the raw value is what is logged and told to the client.
public enum RefusalReason: String, Sendable, Hashable, CaseIterable {
  /// The client showed no certificate.
  case noCertificate = "tls-no-certificate"
  /// Its certificate was not issued by the region's authority for a client.
  case unknownAuthority = "tls-unknown-authority"
  /// Its certificate is not valid now.
  case expired = "tls-expired"
  /// Its key has been revoked.
  case revoked = "tls-revoked"
  /// Its certificate names no node.
  case notANode = "tls-not-a-node"
  /// It does not speak TLS 1.3.
  case protocolVersion = "tls-version"
  /// The handshake ended for another reason, or took longer than 10 seconds.
  case handshakeFailed = "tls-handshake"

  /// What the person at the machine that is refused can try first.
  public var remedy: String {
    switch self {
    case .noCertificate: "Enrol this node with the hub first."
    case .unknownAuthority: "This node is enrolled with another region; enrol it with this hub."
    case .expired:
      "Check this machine's clock; if it is right, ask the hub's operator for a new certificate."
    case .revoked:
      "Ask the regional office why, by telephone; this machine must be enrolled again as a new node,"
        + " with new keys."
    case .notANode: "Connect with the certificate of a node."
    case .protocolVersion: "Update ISCAN on this machine."
    case .handshakeFailed: "Check that nothing between the machines alters traffic."
    }
  }

  /// Whether the hub will refuse this machine each time until a person acts.
  public var needsPerson: Bool { self != .handshakeFailed }
}

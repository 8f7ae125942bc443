/// Who is at the other end of a connection, according to the certificate.
public struct Peer: Sendable, Hashable {
  /// SHA-256 of the peer's SubjectPublicKeyInfo, 32 bytes.
  public let transportKeyHash: [UInt8]
  /// The common name in its certificate: a node's partnership, or the hub's name.
  public let certificateSubject: String
  /// The node identifier in its certificate, 64 hexadecimal digits; empty for the hub.
  public let nodeIDHex: String
  /// Its network address and port, such as `127.0.0.1:50123`.
  public let remoteAddress: String
}

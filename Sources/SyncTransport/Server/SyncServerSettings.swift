public import Foundation

/// What the hub's end of the transport needs to know.
public struct SyncServerSettings: Sendable {
  /// The address to listen at, such as `0.0.0.0`.
  public var host: String
  /// The TCP port; 0 takes any that is free.
  public var port: Int
  /// The hub's TLS key and certificate.
  public var identity: TransportIdentity
  /// The region's authority, the only one whose certificates are accepted.
  public var authority: TransportCertificate
  /// The present time.
  public var now: @Sendable () -> Date
  /// Why the key of this hash (32 bytes) is revoked, or `nil` if it is not; asked at each connection
  /// and each session.
  public var isRevoked: @Sendable ([UInt8]) async -> String?
  /// Told of each refused connection once, for the hub's log.
  public var refused: @Sendable (Refusal) -> Void
  /// Sees every message; for tests.
  public var tap: WireTap?
  /// How long a handshake may take, in nanoseconds: ten seconds, but less in tests.
  var patience: Int64 = 10_000_000_000

  /// Creates settings.
  ///
  /// - Parameters:
  ///   - host: The address to listen at.
  ///   - port: The TCP port; 0 takes any that is free.
  ///   - identity: The hub's TLS key and certificate.
  ///   - authority: The region's authority.
  ///   - now: The present time.
  ///   - isRevoked: Why a key is revoked, or `nil`.
  ///   - refused: Told of each refused connection.
  ///   - tap: Sees every message.
  public init(
    host: String, port: Int, identity: TransportIdentity, authority: TransportCertificate,
    now: @escaping @Sendable () -> Date = { Date() },
    isRevoked: @escaping @Sendable ([UInt8]) async -> String?,
    refused: @escaping @Sendable (Refusal) -> Void, tap: WireTap? = nil
  ) {
    self.host = host
    self.port = port
    self.identity = identity
    self.authority = authority
    self.now = now
    self.isRevoked = isRevoked
    self.refused = refused
    self.tap = tap
  }
}

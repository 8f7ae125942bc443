internal import Foundation
internal import SyncProtocol
internal import Synchronization
internal import X509

/// Decides whether a certificate of the region's authority is admitted now, keeps the connections
/// that are open, and sees to it that each refused one is reported exactly once.
final class Admission: Sendable {
  private let authority: Certificate
  private let now: @Sendable () -> Date
  private let isRevoked: @Sendable ([UInt8]) async -> String?
  private let refused: @Sendable (Refusal) -> Void
  private let openConnections = Mutex<[String: AcceptedConnection]>([:])

  init(_ settings: SyncServerSettings) {
    authority = settings.authority.certificate
    now = settings.now
    isRevoked = settings.isRevoked
    refused = settings.refused
  }

  /// Whether the authority issued the certificate for a client; the handshake ends if not.
  func isOfThisRegion(_ leaf: Certificate) -> Bool {
    isIssued(leaf, by: authority, for: .client)
  }

  /// Why the bearer of a certificate is refused, or `nil` if it is admitted.
  func refusal(of certificate: TransportCertificate, on connection: AcceptedConnection) async
    -> Refusal?
  {
    let remoteAddress = connection.remoteAddress
    let because = { (reason: RefusalReason, detail: String) in
      Refusal(reason, remoteAddress: remoteAddress, certificate: certificate, detail: detail)
    }
    guard connection.isOfThisRegion else {
      return Refusal(
        .unknownAuthority, remoteAddress: remoteAddress,
        detail: "The certificate was not issued by this region's authority for a client.")
    }
    let moment = now()
    guard isValid(certificate.certificate, under: authority, at: moment) else {
      let from = certificate.validFrom.formatted(.iso8601)
      let until = certificate.validUntil.formatted(.iso8601)
      return because(
        .expired,
        "The certificate is good from \(from) to \(until); the hub's clock shows "
          + "\(moment.formatted(.iso8601)).")
    }
    guard certificate.nodeIDHex != nil else {
      return because(.notANode, "The certificate names no node.")
    }
    if let reason = await isRevoked(certificate.transportKeyHash) {
      return because(.revoked, "The node's key has been revoked: \(reason).")
    }
    return nil
  }

  /// The open connection from this address.
  func connection(from remoteAddress: String) -> AcceptedConnection? {
    openConnections.withLock { $0[remoteAddress] }
  }

  func opened(_ connection: AcceptedConnection) {
    openConnections.withLock { $0[connection.remoteAddress] = connection }
  }

  func closed(_ connection: AcceptedConnection) {
    openConnections.withLock { connections in
      // A new connection may have come from the same port meanwhile.
      guard connections[connection.remoteAddress] === connection else { return }
      connections.removeValue(forKey: connection.remoteAddress)
    }
  }

  /// Reports a refusal, unless one of the same connection was.
  func report(_ refusal: Refusal, of connection: AcceptedConnection) {
    if connection.isFirstReport() { refused(refusal) }
  }
}

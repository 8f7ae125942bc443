internal import Synchronization

/// What the hub knows of one connection while it is open.
///
/// A revoked or outdated certificate is found at the end of the handshake and again when a session
/// is opened; the log should show one refusal, not two.
final class AcceptedConnection: Sendable {
  private struct Findings {
    var certificate: TransportCertificate?
    var isOfThisRegion = false
    var isReported = false
  }

  /// Network address and port of the node.
  let remoteAddress: String
  private let findings = Mutex(Findings())

  init(remoteAddress: String) {
    self.remoteAddress = remoteAddress
  }

  /// The certificate that the node showed; `nil` until the handshake is complete.
  var certificate: TransportCertificate? { findings.withLock { $0.certificate } }

  /// Whether the certificate was found to be of this region's authority; that does not change.
  var isOfThisRegion: Bool { findings.withLock { $0.isOfThisRegion } }

  func note(_ certificate: TransportCertificate, isOfThisRegion: Bool) {
    findings.withLock {
      $0.certificate = certificate
      $0.isOfThisRegion = isOfThisRegion
    }
  }

  /// Whether nothing of this connection was reported before; from now on something was.
  func isFirstReport() -> Bool {
    findings.withLock { findings in
      defer { findings.isReported = true }
      return !findings.isReported
    }
  }
}

internal import Synchronization

/// What the hub knows of one connection while it is open.
///
/// A revoked or outdated certificate is found at the end of the handshake and again when a session
/// is opened; the log should show one refusal, not two.
final class AcceptedConnection: Sendable {
  private struct Findings {
    var certificate: TransportCertificate?
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

  func note(_ certificate: TransportCertificate) {
    findings.withLock { $0.certificate = certificate }
  }

  /// Whether nothing of this connection was reported before; from now on something was.
  func isFirstReport() -> Bool {
    findings.withLock { findings in
      defer { findings.isReported = true }
      return !findings.isReported
    }
  }
}

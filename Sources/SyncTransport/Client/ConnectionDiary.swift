internal import GRPCCore
internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import SyncProtocol
internal import Synchronization

/// Remembers what happened on one connection to the hub, to explain its end.
///
/// The layers below report the end of a connection several times and vaguely; the first thing that
/// was noticed is the cause.
final class ConnectionDiary: Sendable {
  private struct Entries {
    var cause: TransportError?
    var hub: TransportCertificate?
    var isOpen = false
  }

  /// The hub's address and port.
  let address: String
  /// How long the hub may take until a session is open, in seconds.
  private let patience: Int
  private let entries = Mutex(Entries())

  init(address: String, patience: Int) {
    self.address = address
    self.patience = patience
  }

  /// Notes why the connection ends, unless a reason is known.
  func note(cause: TransportError) {
    entries.withLock { $0.cause = $0.cause ?? cause }
  }

  /// Notes that no session was open in time.
  func noteTimeout() {
    note(cause: .timedOut(address, seconds: patience))
  }

  func note(hub: TransportCertificate) {
    entries.withLock { $0.hub = hub }
  }

  /// Notes that the hub has accepted the session.
  func noteOpen() {
    entries.withLock { $0.isOpen = true }
  }

  var isOpen: Bool { entries.withLock { $0.isOpen } }
  var hub: TransportCertificate? { entries.withLock { $0.hub } }

  /// Notes the hub's refusal if `error` is a TLS alert that stands for one.
  func noteAlert(_ error: any Error) {
    let words = String(describing: error)
    if words.contains("ALERT_CERTIFICATE_REQUIRED") {
      note(cause: .refused(RefusalReason.noCertificate.rawValue, "The hub asks for a certificate."))
    } else if words.contains("ALERT_CERTIFICATE_UNKNOWN") || words.contains("ALERT_UNKNOWN_CA") {
      note(
        cause: .refused(
          RefusalReason.unknownAuthority.rawValue,
          "The hub does not know the authority of this node's certificate."))
    } else if words.contains("UNSUPPORTED_PROTOCOL") || words.contains("PROTOCOL_VERSION") {
      note(
        cause: .refused(
          RefusalReason.protocolVersion.rawValue, "The hub and this node have no TLS in common."))
    }
  }

  /// The error to show for one that a library threw; any other is passed on as it is.
  func translate(_ error: any Error) -> any Error {
    if let cause = entries.withLock({ $0.cause }), isOfLibrary(error) { return cause }
    if let failure = error as? RPCError { return translate(failure) }
    guard isOfLibrary(error) else { return error }
    if isOpen { return TransportError.connectionCut() }
    if isConnectTimeout(error) { return TransportError.timedOut(address, seconds: patience) }
    return TransportError.hubUnreachable(address, reason(error))
  }

  private func translate(_ failure: RPCError) -> TransportError {
    let trailers = failure.metadata
    if let code = Array(trailers[stringValues: SessionMethod.codeTrailer]).first {
      let remedy = Array(trailers[binaryValues: SessionMethod.remedyTrailer]).first
      return .refused(
        code, failure.message,
        remedy: remedy.flatMap { String(validating: $0, as: UTF8.self) })
    }
    switch failure.code {
    case .unavailable where !isOpen:
      return .hubUnreachable(address, "it closed the connection before a session began")
    case .unavailable, .cancelled, .internalError, .unknown:
      return .connectionCut()
    default:
      return .refused("hub-refused", "The hub ended the session with \(failure.code).")
    }
  }

  private func isOfLibrary(_ error: any Error) -> Bool {
    let isOwnCut = (error as? TransportError)?.code == TransportError.connectionCut().code
    return isOwnCut || error is RPCError || error is RuntimeError || error is NIOConnectionError
      || error is ChannelError || error is IOError || error is NIOSSLError
      || error is BoringSSLError || error is SocketAddressError
  }

  private func isConnectTimeout(_ error: any Error) -> Bool {
    let failures = (error as? NIOConnectionError)?.connectionErrors.map(\.error) ?? [error]
    return failures.contains {
      if case .connectTimeout? = $0 as? ChannelError { return true }
      return false
    }
  }

  private func reason(_ error: any Error) -> String {
    guard let failure = error as? NIOConnectionError else { return systemReason(error) }
    if let first = failure.connectionErrors.first { return systemReason(first.error) }
    return "its name is not known to this machine's name service"
  }
}

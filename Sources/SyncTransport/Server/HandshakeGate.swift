internal import NIOCore
internal import NIOSSL
internal import NIOTLS
internal import SwiftASN1
internal import SyncProtocol
internal import X509

/// Stands behind TLS on each connection that the hub accepts, and finds out why one is refused.
///
/// A stranger's handshake fails inside TLS; this handler sees the failure and gives it its reason.
/// A node of the region whose certificate has run out or was revoked completes the handshake so that
/// it can be told why when it opens a session, and is cut off after five seconds in any case.
final class HandshakeGate: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias InboundOut = ByteBuffer

  private let admission: Admission
  private let connection: AcceptedConnection
  private let patience: TimeAmount
  private var isShaken = false
  private var deadline: Scheduled<Void>?

  init(admission: Admission, connection: AcceptedConnection, patience: TimeAmount) {
    self.admission = admission
    self.patience = patience
    self.connection = connection
  }

  /// TLS hands on a part of its one large buffer, and HTTP/2 keeps what it was handed last: TLS would
  /// need another. What is small is copied, so that a connection that is silent holds little.
  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    let bytes = unwrapInboundIn(data)
    let isSmall = bytes.readableBytes <= Self.copiedMax
    let passed = isSmall ? context.channel.allocator.buffer(buffer: bytes) : bytes
    context.fireChannelRead(wrapInboundOut(passed))
  }

  private static let copiedMax = 16_384

  func channelActive(context: ChannelHandlerContext) {
    admission.opened(connection)
    let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
    deadline = context.eventLoop.scheduleTask(in: patience) {
      let (gate, context) = bound.value
      guard !gate.isShaken else { return }
      gate.report(.handshakeFailed, "The TLS handshake was not complete in time.")
      context.close(promise: nil)
    }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    deadline?.cancel()
    admission.closed(connection)
    context.fireChannelInactive()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .handshakeCompleted(let negotiated)? = event as? TLSUserEvent {
      isShaken = true
      deadline?.cancel()
      guard negotiated == hubApplicationProtocol else {
        refuse(context, .handshakeFailed, "The client does not offer HTTP/2 (ALPN h2).")
        return
      }
      guard let certificate = connection.certificate ?? resumedCertificate(context) else {
        refuse(context, .noCertificate, "The client showed no certificate.")
        return
      }
      examine(certificate, on: context.channel)
    }
    context.fireUserInboundEventTriggered(event)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if !isShaken {
      let (reason, detail) = meaning(of: error)
      report(reason, detail)
    }
    context.fireErrorCaught(error)
  }

  /// A resumed handshake does not verify anew; the certificate is that of the first one.
  private func resumedCertificate(_ context: ChannelHandlerContext) -> TransportCertificate? {
    guard let certificate = shownCertificate(context) else { return nil }
    let isOfThisRegion = admission.isOfThisRegion(certificate.certificate)
    connection.note(certificate, isOfThisRegion: isOfThisRegion)
    return certificate
  }

  private func examine(_ certificate: TransportCertificate, on channel: any Channel) {
    let (admission, connection) = (admission, connection)
    Task {
      let found = await admission.refusal(of: certificate, on: connection)
      guard let refusal = found else { return }
      admission.report(refusal, of: connection)
      channel.eventLoop.scheduleTask(in: .seconds(5)) { channel.close(promise: nil) }
    }
  }

  private func refuse(_ context: ChannelHandlerContext, _ reason: RefusalReason, _ detail: String) {
    report(reason, detail)
    context.close(promise: nil)
  }

  private func report(_ reason: RefusalReason, _ detail: String) {
    let refusal = Refusal(reason, remoteAddress: connection.remoteAddress, detail: detail)
    admission.report(refusal, of: connection)
  }
}

private func shownCertificate(_ context: ChannelHandlerContext) -> TransportCertificate? {
  guard let shown = try? context.pipeline.syncOperations.nioSSL_peerCertificate(),
    let encoded = try? shown.toDERBytes(), let certificate = try? Certificate(derEncoded: encoded)
  else { return nil }
  return TransportCertificate(certificate)
}

/// What a failure inside TLS says of the client; BoringSSL tells it in words only.
private func meaning(of error: any Error) -> (RefusalReason, String) {
  let words = String(describing: error)
  if words.contains("PEER_DID_NOT_RETURN_A_CERTIFICATE") {
    return (.noCertificate, "The client showed no certificate.")
  }
  if words.contains("CERTIFICATE_VERIFY_FAILED") {
    return (
      .unknownAuthority,
      "The client's certificate was not issued by this region's authority for a client."
    )
  }
  if words.contains("UNSUPPORTED_PROTOCOL") {
    return (.protocolVersion, "The client does not speak TLS 1.3.")
  }
  if words.contains("HTTP_REQUEST") || words.contains("WRONG_VERSION_NUMBER") {
    return (.handshakeFailed, "The client does not speak TLS.")
  }
  return (.handshakeFailed, "The TLS handshake was not completed.")
}

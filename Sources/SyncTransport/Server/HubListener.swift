internal import Foundation
internal import GRPCNIOTransportHTTP2
internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import SwiftASN1
internal import X509

/// The one application protocol that the hub speaks.
let hubApplicationProtocol = "h2"

/// Listens at the hub's port and puts TLS and the gate before gRPC on each connection.
///
/// grpc-swift's own listener would speak TLS 1.2 too, in which a node's certificate can be read on
/// its way; this one does not.
struct HubListener: HTTP2ServerTransport.ListenerFactory {
  typealias Connection = HTTP2ServerTransport.ConnectionConfigurator.ConnectionChannel

  let settings: SyncServerSettings
  let admission: Admission

  var eventLoopGroup: any EventLoopGroup { MultiThreadedEventLoopGroup.singleton }

  func makeListeningChannel(
    listenerConfigurator: HTTP2ServerTransport.ListenerConfigurator,
    connectionConfigurator: HTTP2ServerTransport.ConnectionConfigurator
  ) async throws -> NIOAsyncChannel<Connection, Never> {
    let tls = try tlsContext()
    let (admission, settings, patience) = (admission, settings, settings.patience)
    return try await ServerBootstrap(group: eventLoopGroup)
      // A hub that is started again need not wait for the old connections to be forgotten.
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelInitializer { listenerConfigurator.configure(channel: $0) }
      .bind(host: settings.host, port: settings.port) { channel in
        channel.eventLoop.makeCompletedFuture {
          // The clock may have been put back since the hub began to listen.
          let now = settings.now()
          guard now.timeIntervalSince1970 >= 0 else { throw TransportError.clockBefore1970(now) }
          let pipeline = channel.pipeline.syncOperations
          let connection = AcceptedConnection(remoteAddress: addressText(channel.remoteAddress))
          try pipeline.addHandler(
            NIOSSLServerHandler(
              context: tls,
              customVerificationCallbackWithMetadata: { shown, promise in
                promise.succeed(verifyNode(shown, admission, connection))
              }))
          try pipeline.addHandler(
            HandshakeGate(
              admission: admission, connection: connection, patience: .nanoseconds(patience)))
        }.flatMap {
          connectionConfigurator.configure(channel: channel, tls: .configured(requireALPN: true))
        }
      }
  }

  private func tlsContext() throws -> NIOSSLContext {
    do {
      let certificate = try NIOSSLCertificate(
        bytes: settings.identity.certificate.der, format: .der)
      let key = try NIOSSLPrivateKey(bytes: Array(settings.identity.key.pem.utf8), format: .pem)
      let authority = try NIOSSLCertificate(bytes: settings.authority.der, format: .der)
      var configuration = TLSConfiguration.makeServerConfiguration(
        certificateChain: [.certificate(certificate)], privateKey: .privateKey(key))
      configuration.minimumTLSVersion = .tlsv13
      configuration.trustRoots = .certificates([authority])
      // A client must show a certificate; `verifyNode` then verifies it.
      configuration.certificateVerification = .noHostnameVerification
      configuration.applicationProtocols = [hubApplicationProtocol]
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw TransportError.identityUnusable("TLS does not accept it")
    }
  }
}

private func verifyNode(
  _ shown: [NIOSSLCertificate], _ admission: Admission, _ connection: AcceptedConnection
) -> NIOSSLVerificationResultWithMetadata {
  guard let leaf = shown.first, let encoded = try? leaf.toDERBytes(),
    let certificate = try? Certificate(derEncoded: encoded), admission.isOfThisRegion(certificate)
  else { return .failed }
  connection.note(TransportCertificate(certificate), isOfThisRegion: true)
  return .certificateVerified(VerificationMetadata(nil))
}

/// Address and port as the log shows them and as gRPC writes them after `ipv4:` or `ipv6:`.
func addressText(_ address: NIOCore.SocketAddress?) -> String {
  guard let address, let port = address.port else { return "unknown" }
  switch address {
  case .v4(let address): return "\(address.host):\(port)"
  case .v6(let address): return "[\(address.host)]:\(port)"
  case .unixDomainSocket: return "unknown"
  }
}

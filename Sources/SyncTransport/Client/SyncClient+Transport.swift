internal import Foundation
internal import GRPCCore
internal import GRPCNIOTransportHTTP2
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

extension SyncClient {
  /// Connects by TCP and sets up TLS and HTTP/2 upon it.
  func openTransport(
    _ diary: ConnectionDiary, _ line: SessionLine
  ) async throws -> HTTP2ClientTransport.WrappedChannel {
    let tls = try tlsContext()
    let (name, authority, now) = (serverName, authority, now)
    let patience = TimeAmount.seconds(Int64(patience))
    var configuration = HTTP2ClientTransport.WrappedChannel.Config.defaults
    configuration.http2.targetWindowSize = SessionMethod.window
    configuration.http2.maxFrameSize = SessionMethod.http2FrameSize
    configuration.http2.authority = serverName
    configuration.connection.keepalive = .init(
      time: .seconds(30), timeout: .seconds(20), allowWithoutCalls: false)
    return try await .wrapping(config: configuration) { configure in
      let connection = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .connectTimeout(patience)
        .connect(host: host, port: port) { channel in
          channel.eventLoop.makeCompletedFuture {
            let handler = try NIOSSLClientHandler(
              context: tls, serverHostname: ipv4Address(name) == nil ? name : nil,
              customVerificationCallbackWithMetadata: { shown, promise in
                let isGood = verifyHub(
                  shown, authority: authority, serverName: name, now: now(), diary: diary)
                promise.succeed(
                  isGood ? .certificateVerified(VerificationMetadata(nil)) : .failed)
              })
            try channel.pipeline.syncOperations.addHandler(handler)
            try channel.pipeline.syncOperations.addHandler(
              ClientGate(diary: diary, patience: patience))
          }.flatMap { configure(channel) }
        }
      line.opened(connection.channel)
      return connection
    }
  }

  private func tlsContext() throws -> NIOSSLContext {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv13
    configuration.applicationProtocols = ["h2"]
    // The name is verified together with the certificate, by this region's narrower rule.
    configuration.certificateVerification = .noHostnameVerification
    do {
      configuration.trustRoots = .certificates([
        try NIOSSLCertificate(bytes: authority.der, format: .der)
      ])
      if let identity {
        let certificate = try NIOSSLCertificate(bytes: identity.certificate.der, format: .der)
        let key = try NIOSSLPrivateKey(bytes: Array(identity.key.pem.utf8), format: .pem)
        configuration.certificateChain = [.certificate(certificate)]
        configuration.privateKey = .privateKey(key)
      }
      return try NIOSSLContext(configuration: configuration)
    } catch {
      throw TransportError.identityUnusable("TLS does not accept it")
    }
  }
}

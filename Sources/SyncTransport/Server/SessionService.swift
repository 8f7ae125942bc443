internal import GRPCCore
internal import PartnershipRecords
internal import SyncProtocol

/// The service `iscan.sync.v1.Sync`, registered by hand: no code is generated for one method.
struct SessionService: RegistrableRPCService {
  let admission: Admission
  let tap: WireTap?
  let handler: @Sendable (Peer, InboundMessages, OutboundMessages) async throws -> Void

  func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
    router.registerHandler(
      forMethod: SessionMethod.descriptor, deserializer: RawMessages(), serializer: RawMessages()
    ) { request, context in
      let peer = try await admit(context)
      return StreamingServerResponse { writer in
        try await serve(peer, request.messages, writer, context.cancellation)
        return [:]
      }
    }
  }

  private func admit(_ context: ServerContext) async throws -> Peer {
    // gRPC writes `ipv4:` or `ipv6:` before the address.
    let remoteAddress = String(context.remotePeer.drop { $0 != ":" }.dropFirst())
    guard let connection = admission.connection(from: remoteAddress),
      let certificate = connection.certificate
    else {
      throw RPCError(code: .unavailable, message: "The connection has been closed.")
    }
    if let refusal = await admission.refusal(of: certificate, on: connection) {
      admission.report(refusal, of: connection)
      throw status(of: refusal)
    }
    return Peer(
      transportKeyHash: certificate.transportKeyHash, certificateSubject: certificate.name,
      nodeIDHex: certificate.nodeIDHex ?? "", remoteAddress: remoteAddress)
  }

  private func serve(
    _ peer: Peer, _ messages: RPCAsyncSequence<[UInt8], any Error>, _ writer: RPCWriter<[UInt8]>,
    _ cancellation: ServerContext.RPCCancellationHandle
  ) async throws {
    let inbound = InboundMessages(
      reader: MessageReader(messages), tap: tap, isWhole: { !cancellation.isCancelled },
      translate: { $0 is CancellationError ? $0 : TransportError.connectionCut() })
    let outbound = OutboundMessages(
      writer: writer, tap: tap,
      translate: { $0 is CancellationError ? $0 : TransportError.connectionCut() }, end: {})
    do {
      try await handler(peer, inbound, outbound)
    } catch let error as any RemediedError {
      throw status(code: error.code, detail: error.detail, remedy: error.remedy)
    }
  }
}

/// The gRPC status that tells a client why it was refused.
private func status(of refusal: Refusal) -> RPCError {
  let reason = refusal.reason
  let answer = TransportError.refused(reason.rawValue, refusal.detail)
  return status(
    reason == .revoked ? .permissionDenied : .unauthenticated, code: answer.code,
    detail: answer.detail, remedy: answer.remedy)
}

private func status(
  _ kind: RPCError.Code = .failedPrecondition, code: String, detail: String, remedy: String
) -> RPCError {
  var trailers: Metadata = [:]
  trailers.addString(code, forKey: SessionMethod.codeTrailer)
  trailers.addBinary(Array(remedy.utf8), forKey: SessionMethod.remedyTrailer)
  return RPCError(code: kind, message: detail, metadata: trailers)
}

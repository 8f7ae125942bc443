import ProtocolMessages
import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

extension SyncSession {
  /// Reads one frame and hands it to where it belongs.
  mutating func receive(_ bytes: Data) throws {
    guard bytes.count <= SyncLimits.frameBytes else {
      throw Refusal(.limitExceeded, "A frame has \(bytes.count) bytes; 1,048,576 are allowed.")
    }
    lastReceivedAt = now
    count {
      $0.framesReceived += 1
      $0.bytesReceived += bytes.count
    }
    guard let frame = try? Iscan_Sync_V1_Frame(serializedBytes: bytes) else {
      throw Refusal(.protocolViolation, "A frame cannot be read.")
    }
    guard let content = frame.content else {
      guard frame.mayBePassedOver else {
        throw Refusal(.protocolViolation, "A frame cannot be read.")
      }
      return
    }
    switch content {
    case .hello(let hello): try receive(hello: hello, bytes: bytes)
    case .authentication(let authentication): try receive(authentication: authentication)
    case .close(let close): receive(close: close)
    case .ping: break
    case .live: try receiveLive()
    default: try receive(exchange: content, frameBytes: bytes.count)
    }
  }

  /// The frames that only a peer may send that has shown who it is.
  private mutating func receive(
    exchange content: Iscan_Sync_V1_Frame.OneOf_Content, frameBytes: Int
  ) throws {
    guard phase == .offers || phase == .exchange else { throw unexpected("A frame of a scope") }
    switch content {
    case .scopeOffer(let offer): try receive(offer: offer)
    case .offersEnd: try receiveOffersEnd()
    case .scopeState(let state): try receive(state: state)
    case .controlRun(let run): try receive(control: run)
    case .want(let want): try receive(want: want)
    case .logRun(let run): try receive(run: run, frameBytes: frameBytes)
    case .credit(let credit): try receive(credit: credit)
    case .admission(let admission): try receive(admission: admission)
    case .receipt(let receipt): try receive(receipt: receipt)
    case .acknowledgement(let acknowledgement): try receive(acknowledgement: acknowledgement)
    case .verdict(let verdict): try receive(verdict: verdict)
    case .forkFound(let fork): try receive(fork: fork)
    case .controlDispute(let dispute): try receive(dispute: dispute)
    case .snapshotOffer(let offer): try receive(offer: offer)
    case .snapshotWant(let want): try receive(want: want)
    case .snapshotPartRun(let part): try receive(part: part, frameBytes: frameBytes)
    case .purge(let purge): try receive(purge: purge)
    case .purged(let purged): try receive(purged: purged)
    case .redactionDone(let done): try receive(redaction: done)
    case .witnessRequest(let request): try receive(witness: request)
    case .witnessGiven(let given): try receive(given: given)
    case .logSeals(let seals): try receive(seals: seals)
    default: throw unexpected("A frame")
    }
  }

  /// What a peer says is kept to so many characters.
  static let wordsMax = 256

  private mutating func receive(close: Iscan_Sync_V1_Close) {
    count { $0.retryAfterSeconds = close.retryAfterSeconds }
    guard close.code == CloseCode.finished.rawValue else {
      finish(
        .refusedByPeer(
          .refusedByPeer(
            code: close.code, reason: String(close.reason.prefix(Self.wordsMax)),
            remedy: String(close.remedy.prefix(Self.wordsMax)))))
      return
    }
    guard phase == .exchange || phase == .offers else {
      finish(.disconnected)
      return
    }
    // The initiator may end an exchange only when this side has said that it is done too.
    let isWhole = isLive || scopes.values.allSatisfy { $0.markerSent || $0.isDisputed }
    guard phase == .offers ? digestsEqual : isWhole else {
      finish(.disconnected)
      return
    }
    finish(outcome)
  }

  /// How a session ends that went its whole way.
  var outcome: SessionOutcome {
    if scopes.values.contains(where: \.isDisputed) {
      return .refused(.refused(.controlDisputed, detail: "The other scopes were exchanged."))
    }
    guard let (_, code) = firstRefusedLog else { return .finished }
    return .refused(.refused(code, detail: "The other logs were exchanged."))
  }

  /// Why the first of the logs that were left out was. What some lack may be in another that was left out:
  /// then that one's reason counts.
  var firstRefusedLog: (ScopeID, CloseCode)? {
    let leftOut = scopes.sorted { $0.key < $1.key }.flatMap { scope, exchange in
      exchange.receiver.leftOut.sorted { $0.key < $1.key }.map { (scope, $0.value) }
    }
    return leftOut.first { $0.1 != .contextNotSupplied } ?? leftOut.first
  }

  /// The scope of a frame, by its name; a scope that is not shared with this peer is refused.
  func entitled(_ bytes: Data) throws -> ScopeID {
    guard let scope = ScopeID(Array(bytes)) else {
      throw Refusal(.protocolViolation, "A frame names no scope.")
    }
    guard scopes[scope] != nil else { throw Refusal(.scopeNotEntitled) }
    return scope
  }

  /// The scope that both sides call by a number in this session.
  func entitled(number: UInt32) throws -> ScopeID {
    guard number > 0, let scope = scopes.first(where: { $0.value.number == number })?.key else {
      throw Refusal(.scopeNotEntitled)
    }
    return scope
  }

  /// Changes what is known of a scope.
  @discardableResult
  mutating func change<Result>(
    _ scope: ScopeID, _ body: (inout ScopeExchange) throws -> Result
  ) throws -> Result {
    guard var exchange = scopes[scope] else { throw Refusal(.scopeNotEntitled) }
    scopes[scope] = nil
    defer { scopes[scope] = exchange }
    return try body(&exchange)
  }
}

extension Iscan_Sync_V1_Frame {
  /// Whether this is a frame of a later release that a reader may pass over: its number says so.
  fileprivate var mayBePassedOver: Bool {
    var reader = FieldReader(Array(unknownFields.data))
    guard !reader.isAtEnd else { return false }
    while !reader.isAtEnd {
      guard let tag = try? reader.tag(), tag.number >= SyncLimits.firstIgnorableFrame,
        (try? reader.skip(tag.wireType)) != nil
      else { return false }
    }
    return true
  }
}

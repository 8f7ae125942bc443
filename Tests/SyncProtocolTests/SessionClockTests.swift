import Foundation
import SignedLogs
import SyncProtocol
import Testing

@Suite("A session's two timeouts and its ends")
struct SessionClockTests {
  private func session() throws -> SyncSession {
    var session = SyncSession(
      SessionSetup(
        role: .initiator,
        identity: try IdentityKey(rawRepresentation: [UInt8](repeating: 1, count: 32)),
        initiatorTransportKey: .zero, responderTransportKey: .zero,
        nonce: [UInt8](repeating: 2, count: 32), databaseID: [UInt8](repeating: 3, count: 16),
        software: "test"))
    #expect(session.step(.started, now: 1_000).count == 1)
    return session
  }

  private func outcome(_ outputs: [SessionOutput]) -> CloseCode? {
    for case .finished(let summary) in outputs { return summary.outcome.refusal }
    return nil
  }

  @Test("Ten seconds without the peer's name end it: handshake-timeout")
  func handshake() throws {
    var session = try session()
    #expect(session.step(.tick, now: 11_000).isEmpty)
    #expect(outcome(session.step(.tick, now: 11_001)) == .handshakeTimeout)
    #expect(session.hasEnded)
    #expect(session.step(.tick, now: 99_000).isEmpty)
  }

  @Test("A clock that is set back does not end a session, and does not keep it open")
  func clockSetBack() throws {
    var session = try session()
    #expect(session.step(.tick, now: 0).isEmpty)
    #expect(outcome(session.step(.tick, now: 11_001)) == .handshakeTimeout)
  }

  @Test(
    "What the driver reports ends the session with its own code",
    arguments: zip(
      [SessionInput.sendingStalled, .stopping, .storageFailed],
      [CloseCode.tooSlow, .shuttingDown, .storageTrouble]))
  func driver(input: SessionInput, code: CloseCode) throws {
    var session = try session()
    #expect(outcome(session.step(input, now: 1_001)) == code)
  }

  @Test("Bytes that are no frame: protocol-violation")
  func noFrame() throws {
    for bytes in [Data(), Data([0xFF]), Data([0x08, 0x01])] {
      var session = try session()
      #expect(outcome(session.step(.received(bytes), now: 1_001)) == .protocolViolation)
    }
  }
}

import Foundation
import ProtocolMessages
import SignedLogs
import SwiftProtobuf
import SyncProtocol
import Testing

@Suite("Showing who one is")
struct HandshakeTests {
  private func refusal(
    _ wire: Wire = Wire(), transportKeySeen: Digest? = nil, expectedPeer: NodeID? = nil,
    ofHub: Bool
  ) throws -> CloseCode? {
    var (world, scope, task) = try ConvergenceTests.region()
    try world.nodes["MIL"]?.write(scope) { _ in
      [try TestTask.set(TestTask.due, of: task, to: .day(7))]
    }
    let before = world.stateHash("HUB", scope)
    let result = try world.sync(
      "MIL", through: wire, transportKeySeen: transportKeySeen, expectedPeer: expectedPeer)
    #expect(world.stateHash("HUB", scope) == before)
    return (ofHub ? result.hubSummary : result.nodeSummary)?.outcome.refusal
  }

  @Test("A signature fits one session, one role and one pair of TLS keys: authentication-failed")
  func binding() throws {
    #expect(
      try refusal(transportKeySeen: Digest(hashing: [1]), ofHub: false) == .authenticationFailed)
    let flipped = Wire.rewriting(toHub: true) {
      if case .authentication = $0.content { $0.authentication.signature[5] ^= 1 }
    }
    #expect(try refusal(flipped, ofHub: true) == .authenticationFailed)
    let greeting = Wire.rewriting(toHub: true) {
      if case .hello = $0.content { $0.hello.wallClock += 1 }
    }
    #expect(try refusal(greeting, ofHub: false) == .authenticationFailed)
  }

  @Test("A node that answers in another's place is refused before anything is said")
  func otherPeer() throws {
    let other = NodeID(Digest(hashing: [9]))
    #expect(try refusal(expectedPeer: other, ofHub: false) == .authenticationFailed)
  }

  @Test("A node that nobody enrolled: unknown-peer")
  func unknown() throws {
    var (world, _, _) = try ConvergenceTests.region()
    world.enrol("SAL")
    let result = try world.sync("SAL")
    #expect(result.nodeSummary?.outcome.refusal == .unknownPeer)
    #expect(result.nodeSummary?.outcome.remedy.isEmpty == false)
  }

  @Test("No version in common: version-unsupported, with both sides' versions")
  func version() throws {
    let later = Wire.rewriting(toHub: true) {
      if case .hello = $0.content { ($0.hello.versionMin, $0.hello.versionMax) = (2, 3) }
    }
    #expect(try refusal(later, ofHub: true) == .versionUnsupported)
  }

  @Test("A frame of a scope before the peer has shown who it is: protocol-violation")
  func tooEarly() throws {
    let early = Wire.rewriting(toHub: true) {
      if case .authentication = $0.content { $0.offersEnd = .init() }
    }
    #expect(try refusal(early, ofHub: true) == .protocolViolation)
  }

  @Test("A frame of more than one megabyte: limit-exceeded")
  func tooLarge() throws {
    let large = Wire.rewriting(toHub: true) {
      if case .hello = $0.content { $0.hello.software = String(repeating: "x", count: 1_048_577) }
    }
    #expect(try refusal(large, ofHub: true) == .limitExceeded)
  }

  @Test("3.6: a control log of the same length that cannot be shown: control-disputed")
  func controlEquivocation() throws {
    let other = Wire.rewriting(toHub: false) {
      if case .scopeOffer = $0.content { $0.scopeOffer.controlHash[0] ^= 1 }
    }
    #expect(try refusal(other, ofHub: false) == .controlDisputed)
  }

  @Test("A control record that was changed or that stands in another's place: bad-control-record")
  func controlRecords() throws {
    let changes: [@Sendable (inout Iscan_Sync_V1_ControlRun) -> Void] = [
      { $0.record[0].signature[0] ^= 1 },
      { $0.record[0].content[1] ^= 1 },
      { $0.record = Array($0.record.dropFirst()) },
      { $0.record = $0.record.reversed() },
    ]
    for change in changes {
      var (world, scope, _) = try ConvergenceTests.region()
      world.enrol("SAL")
      try world.add("SAL", to: scope)
      let before = try #require(world.nodes["MIL"]?.scopes[scope]?.replica.control)
      let result = try world.sync(
        "MIL",
        through: .rewriting(toHub: false) {
          if case .controlRun = $0.content { change(&$0.controlRun) }
        })
      #expect(result.nodeSummary?.outcome.refusal == .badControlRecord)
      #expect(world.nodes["MIL"]?.scopes[scope]?.replica.control == before)
    }
  }

  @Test("A receipt that the hub did not sign so is no receipt: authentication-failed")
  func forgedReceipt() throws {
    var (world, scope, task) = try ConvergenceTests.region()
    try world.nodes["MIL"]?.write(scope) { _ in
      [try TestTask.set(TestTask.due, of: task, to: .day(7))]
    }
    let before = world.nodes["MIL"]?.scopes[scope]?.receipts.count
    let forged = Wire.rewriting(toHub: false) {
      if case .receipt = $0.content { $0.receipt.receivedAt += 1 }
    }
    let result = try world.sync("MIL", through: forged)
    #expect(result.nodeSummary?.outcome.refusal == .authenticationFailed)
    #expect(world.nodes["MIL"]?.scopes[scope]?.receipts.count == before)
  }

  @Test("A log to be admitted before the control logs are level: protocol-violation, no crash")
  func earlyAdmission() throws {
    let genesis = try ConvergenceTests.region().0.nodes["MIL"]?.scopes.values.first?.ownGenesis
    let message = try #require(genesis).signed.message
    let early = Wire.rewriting(toHub: true) {
      if case .scopeOffer = $0.content { $0.scopeOffer.controlSequence = .max }
      if case .scopeState = $0.content { $0.admission = .with { $0.logGenesis = message } }
    }
    #expect(try refusal(early, ofHub: true) == .protocolViolation)
  }
}

extension SessionOutcome {
  /// The code with which either side ended the session; nothing if it was not refused.
  var refusal: CloseCode? {
    switch self {
    case .refused(.refused(let code, _)): code
    case .refusedByPeer(.refusedByPeer(let code, _, _)): CloseCode(rawValue: code)
    default: nil
    }
  }

  var remedy: String {
    switch self {
    case .refused(let error), .refusedByPeer(let error): error.remedy
    default: ""
    }
  }
}

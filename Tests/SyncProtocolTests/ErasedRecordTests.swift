import CausalHistory
import Foundation
import ProtocolMessages
import SignedLogs
import SwiftProtobuf
import SyncProtocol
import Testing

@Suite("A control record of which only the hash is left")
struct ErasedRecordTests {
  private static func run(_ records: some Collection<SignedContent>, first: Int, _ scope: ScopeID)
    -> Iscan_Sync_V1_ControlRun
  {
    .with {
      $0.scopeID = Data(scope.bytes)
      $0.first = UInt64(first)
      $0.record = records.map(\.message)
    }
  }

  @Test("has no effect, nor what follows it, until the record that replaces it has come")
  func waits() throws {
    var world = World()
    let scope = try world.settledGroup("Group", members: ["MIL"])
    let dot = Dot(logIndex: 1, counter: 1)
    for ground in ["names a witness", "names a victim"] {
      let before = world.hub.scopes[scope]?.replica.control.withdrawnAt[dot] ?? 0
      try world.decide(
        .redact(
          Withdrawal(
            dot: dot, payloadDigest: Digest(hashing: [1]), remainder: .none, ground: ground,
            replaces: before, salt: [UInt8](repeating: 3, count: 16))), in: scope)
    }
    let hub = try #require(world.hub.scopes[scope])
    var records = hub.records
    let place = records.count - 2
    records[place] = try records[place].withoutControlContent()
    #expect(records[place].isSameControlRecord(as: hub.records[place]))
    let genesis = hub.genesis
    let reader = try #require(world.nodes["MIL"]?.node)

    var receiver = ScopeReceiver(scope: scope, reader: reader)
    var start = Self.run(records[...place], first: 1, scope)
    start.scopeGenesis = genesis.message
    let held = try receiver.take(control: start)
    if held != nil { Issue.record("an unexplained record had effect") }
    #expect(receiver.controlSequence == 0 && receiver.isSettled)
    let rest = Self.run(records[(place + 1)...], first: place + 2, scope)
    guard case .control(_, _, 1, let taken)? = try receiver.take(control: rest) else {
      Issue.record("nothing was handed over")
      return
    }
    #expect(taken == records)
    #expect(receiver.control?.position == hub.replica.control.position)
    #expect(receiver.control?.withdrawals[dot]?.ground == "names a victim")
  }
}

import CausalHistory
import ProtocolMessages
import SwiftProtobuf
import Testing

@testable import SignedLogs

@Suite("Payloads that were withdrawn")
struct WithdrawalTests {
  private let salt = [UInt8](repeating: 5, count: 16)

  private func remainder(_ operations: [SharedOperation]) throws -> Remainder {
    try Remainder(
      Iscan_Sync_V1_Operations.with { $0.operation = operations.map { $0.encoded() } }
        .serializedBytes())
  }

  /// Two sealed commits of log 1, and the decision that the first is withdrawn.
  private func story(_ region: inout Region, left: Remainder) throws -> (
    commits: [VerifiedCommit], run: RawRun
  ) {
    var author = region.author(0)
    let commits = try ["A name", "B"].map {
      try author.write([try Plan.create(reference: $0)], in: region, salt: salt)
    }
    let run = try RawRun(
      commits.map(\.bytes), start: region.author(0).position, key: region.logKeys[0])
    try region.decide(
      .redact(
        Withdrawal(
          dot: commits[0].dot, payloadDigest: commits[0].bytes.payloadDigest, remainder: left,
          ground: "a name that should not have been written")))
    return (commits, run)
  }

  private func verify(_ commits: [UnverifiedCommit], _ run: RawRun, _ region: Region)
    throws(SignedLogError) -> VerifiedRun
  {
    try verifyRun(
      from: region.author(0).position, commits: commits, seals: run.seals,
      logKey: region.logs[0].logKey, withdrawn: region.control.state.withdrawals)
  }

  @Test("A withdrawn commit verifies with its digest alone, and says what the authority left")
  func withdrawn() throws {
    var region = try Region()
    let left = try remainder([.create(kind: 1, reference: "")])
    let (written, run) = try story(&region, left: left)
    let erased = [written[0].bytes.withdrawn(), written[1].bytes]
    // Whether it comes with its payload, from an old copy, or without.
    for commits in [erased, run.commits] {
      let read = try verify(commits, run, region)
      #expect(read.commits[0].readings == [.known(.create(kind: 1, reference: ""))])
      #expect(read.commits[0].bytes == erased[0])
      #expect(read.commits[0].bytes.payload.isEmpty && read.commits[0].bytes.salt.isEmpty)
      #expect(read.commits[0].withdrawal?.ground.isEmpty == false)
      #expect(read.commits[1] == written[1])
      #expect(read.position == written[1].position)
    }
    let message = erased[0].message
    #expect(UnverifiedCommit(message) == erased[0])
  }

  @Test("Without the authority's decision a payload must be there")
  func missing() throws {
    var region = try Region()
    let (written, run) = try story(&region, left: .none)
    let second = [written[0].bytes, written[1].bytes.withdrawn()]
    #expect(throws: SignedLogError.payloadMissing(counter: 2)) {
      try verify(second, run, region)
    }
    region.control = ControlAuthor(state: ControlState(genesis: region.genesis))
    #expect(throws: SignedLogError.payloadMissing(counter: 1)) {
      try verify([written[0].bytes.withdrawn(), written[1].bytes], run, region)
    }
  }

  @Test("A decision about another payload of the same place touches nothing")
  func otherPayload() throws {
    var region = try Region()
    let (written, run) = try story(&region, left: .none)
    try region.decide(
      .redact(
        Withdrawal(
          dot: written[0].dot, payloadDigest: Digest(hashing: [1]), remainder: .none,
          ground: "another")))
    #expect(try verify(run.commits, run, region).commits == written)
  }

  @Test("The remainder is read as strictly as a payload, and the ground is given")
  func strict() throws {
    let region = try Region()
    for (bytes, code) in [
      ([0x0A], "record-truncated"), ([0x0A, 0x00], "record-field-invalid"),
      ([0x0A, 0x04, 0x0A, 0x00, 0x0A, 0x00], "record-field-repeated"),
      ([0x12, 0x00], "commit-operations-missing"),
    ] as [([UInt8], String)] {
      let error = #expect(throws: SignedLogError.self) { try Remainder(bytes) }
      #expect(error?.code == code)
    }
    for (dot, ground, code) in [
      (Dot(logIndex: 1, counter: 1), "", "record-field-invalid"),
      (Dot(logIndex: 1, counter: 1), String(repeating: "x", count: 257), "record-field-invalid"),
      (Dot(logIndex: 1, counter: 0), "ground", "record-field-invalid"),
      (Dot(logIndex: 9, counter: 1), "ground", "control-log-unknown"),
    ] {
      var author = region.control
      let error = #expect(throws: SignedLogError.self) {
        try author.sign(
          .redact(
            Withdrawal(
              dot: dot, payloadDigest: Digest(hashing: []), remainder: .none, ground: ground)),
          with: region.authority)
      }
      #expect(error?.code == code)
    }
  }
}

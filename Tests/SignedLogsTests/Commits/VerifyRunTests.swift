import CausalHistory
import ProtocolMessages
import Testing

@testable import SignedLogs

@Suite("Accepting commits")
struct VerifyRunTests {
  private func verify(
    _ run: RawRun, from start: LogPosition, region: Region
  ) throws(SignedLogError) -> VerifiedRun {
    try verifyRun(
      from: start, commits: run.commits, seals: run.seals, logKey: region.logs[0].logKey)
  }

  /// Five commits of log 1, each creating an object.
  private func five(_ region: Region) throws -> [VerifiedCommit] {
    var author = region.author(0)
    return try (1...5).map { number in
      try author.write(
        [try Plan.create(reference: "HPL-T-000\(number)")], in: region,
        context: VersionVector([.init(logIndex: 2, counter: UInt64(number / 2))]))
    }
  }

  @Test("What an author writes is read by others exactly so")
  func roundTrip() throws {
    let region = try Region()
    let written = try five(region)
    let run = try RawRun(
      written.map(\.bytes), start: region.author(0).position, key: region.logKeys[0])
    let read = try verify(run, from: region.author(0).position, region: region)
    #expect(read.commits == written)
    #expect(read.failure == nil && read.unacceptedCount == 0)
    #expect(read.position == written[4].position)
    #expect(read.commits[4].context.entries.map(\.counter) == [4, 2])
  }

  @Test("A run read in two parts ends where it ends in one")
  func parts() throws {
    let region = try Region()
    let written = try five(region).map(\.bytes)
    let start = region.author(0).position
    for cut in 1..<5 {
      let whole = try RawRun(written, start: start, key: region.logKeys[0], sealing: [cut - 1, 4])
      var first = whole
      first.commits.removeSubrange(cut...)
      let before = try verify(first, from: start, region: region)
      var second = whole
      second.commits.removeSubrange(..<cut)
      let after = try verify(second, from: before.position, region: region)
      #expect(try after.position == verify(whole, from: start, region: region).position)
    }
  }

  @Test("Nothing beyond the last good seal is accepted")
  func unsealedTail() throws {
    let region = try Region()
    let start = region.author(0).position
    for sealed in 0..<5 {
      let run = try RawRun(
        try five(region).map(\.bytes), start: start, key: region.logKeys[0], sealing: [sealed])
      let read = try verify(run, from: start, region: region)
      #expect(read.commits.count == sealed + 1)
      #expect(read.unacceptedCount == 4 - sealed)
    }
  }

  @Test("A bad last seal leaves the commits under the good one before it, and is reported")
  func badLastSeal() throws {
    let region = try Region()
    let start = region.author(0).position
    var run = try RawRun(
      try five(region).map(\.bytes), start: start, key: region.logKeys[0], sealing: [2])
    run.seals.append(Seal(counter: 5, signature: run.seals[0].signature))
    let read = try verify(run, from: start, region: region)
    #expect(read.commits.count == 3)
    #expect(read.failure == .sealInvalid(counter: 5))
  }

  @Test("A sealed commit that breaks a rule ends the run at the good seal before it")
  func badCommitInside() throws {
    let region = try Region()
    let start = region.author(0).position
    var commits = try five(region).map(\.bytes)
    commits[3] = UnverifiedCommit(header: commits[3].header, salt: [], payload: [])
    let run = try RawRun(commits, start: start, key: region.logKeys[0], sealing: [1, 4])
    let read = try verify(run, from: start, region: region)
    #expect(read.commits.count == 2)
    #expect(read.failure?.code == "commit-payload-length-wrong")
    let only = try RawRun(commits, start: start, key: region.logKeys[0])
    #expect(throws: SignedLogError.self) { try verify(only, from: start, region: region) }
  }

  @Test("Every bit of a commit is under the seal")
  func everyBit() throws {
    let region = try Region()
    let start = region.author(0).position
    var author = region.author(0)
    let salt = [UInt8](repeating: 5, count: 16)
    let good = try author.write([try Plan.create(reference: "A")], in: region, salt: salt).bytes
    let seals = try RawRun([good], start: start, key: region.logKeys[0]).seals
    let parts = [good.header, good.salt, good.payload]
    for part in 0..<3 {
      for bit in 0..<(parts[part].count * 8) {
        var changed = parts
        changed[part][bit / 8] ^= 1 << (bit % 8)
        let commit = UnverifiedCommit(header: changed[0], salt: changed[1], payload: changed[2])
        #expect(throws: SignedLogError.sealInvalid(counter: 1)) {
          try verifyRun(
            from: start, commits: [commit], seals: seals, logKey: region.logs[0].logKey)
        }
      }
    }
  }

  @Test("Each broken rule has its own error")
  func invalid() throws {
    let runs = try InvalidRuns()
    for run in runs.all {
      let error = #expect(throws: SignedLogError.self, "\(run.name)") {
        try verifyRun(
          from: runs.start, commits: run.commits, seals: run.seals,
          logKey: runs.region.logs[0].logKey)
      }
      #expect(error?.code == run.code, "\(run.name)")
    }
  }

  @Test("Operations and values of a later release are kept, not refused")
  func laterRelease() throws {
    let region = try Region()
    var commit = RawCommit()
    // Operation 7, operation 1030, and a value of kind 9 in a known operation.
    commit.payload =
      [0x0A, 0x03, 0x3A, 0x01, 0x00] + [0x0A, 0x04, 0xB2, 0x40, 0x01, 0x00]
      + [0x0A, 0x08, 0x12, 0x06, 0x0A, 0x00, 0x1A, 0x02, 0x48, 0x01]
    commit.headerTail = [0x52, 0x01, 0x00]
    let start = region.author(0).position
    let run = try RawRun([try commit.bytes()], start: start, key: region.logKeys[0])
    let readings = try verify(run, from: start, region: region).commits[0].readings
    #expect(
      readings == [
        .unknown(type: 7), .unknown(type: 1030),
        .unknown(type: 2, object: ObjectID(logIndex: 0, counter: 0, operationIndex: 0)),
      ])
    #expect(readings.map(\.isCritical) == [true, false, true])
  }
}

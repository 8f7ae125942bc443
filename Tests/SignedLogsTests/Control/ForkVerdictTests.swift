import CausalHistory
import Testing

@testable import SignedLogs

@Suite("A log that was continued in two ways is settled")
struct ForkVerdictTests {
  private func bounded(_ counter: UInt64, _ sequence: UInt64, _ state: ControlState) -> UInt64 {
    state.bounded(VersionVector([.init(logIndex: 1, counter: counter)]), madeUnder: sequence)[1]
  }

  @Test("The log ends at the accepted commit; who saw it before the verdict saw neither way")
  func settled() throws {
    var region = try Region()
    let forked = try ForkedLog(region)
    let verdict = try forked.verdict()
    try region.decide(.forkVerdict(verdict))
    let state = region.control.state
    #expect(state.logs[1]?.cut == verdict.accepted)
    // Three commits in common, two on the way that counts, four on the other.
    for (seen, before, after) in [(2, 2, 2), (3, 3, 3), (4, 3, 4), (5, 3, 5), (7, 3, 5)] {
      #expect(bounded(UInt64(seen), 6, state) == UInt64(before), "seen \(seen)")
      #expect(bounded(UInt64(seen), 7, state) == UInt64(after), "seen \(seen)")
    }
    #expect(state.counted(7, of: 1) == 5)
    #expect(state.counted(7, of: 2) == 7)
  }

  @Test("A verdict that does not fit its proof, or has none, is refused")
  func refused() throws {
    let region = try Region()
    let forked = try ForkedLog(region)
    let good = try forked.verdict()
    func changed(_ fork: UInt64, _ accepted: LogCut, _ proof: ForkProof? = nil) -> ControlAction {
      .forkVerdict(
        ForkVerdict(forkCounter: fork, accepted: accepted, proof: proof ?? good.proof))
    }
    let early = LogCut(logIndex: 1, counter: 2, headHash: forked.common[1].hash)
    let other = LogCut(logIndex: 2, counter: 5, headHash: good.accepted.headHash)
    let honest = ForkProof(
      logIndex: 1, counter: 4, firstHash: good.proof.firstHash, firstSeal: good.proof.firstSeal,
      secondHash: good.proof.firstHash, secondSeal: good.proof.firstSeal)
    for (action, code) in [
      (changed(0, good.accepted), "control-verdict-unfit"),
      (changed(5, good.accepted), "control-verdict-unfit"),
      (changed(4, early), "control-verdict-unfit"), (changed(4, other), "control-verdict-unfit"),
      (changed(4, good.accepted, honest), "fork-unproven"),
    ] {
      var author = region.control
      let error = #expect(throws: SignedLogError.self) {
        try author.sign(action, with: region.authority)
      }
      #expect(error?.code == code)
      #expect(author.state == region.control.state)
    }
  }

  @Test("A log that ended before it was continued in two ways needs no verdict")
  func endedBefore() throws {
    var region = try Region()
    let forked = try ForkedLog(region)
    let log = { region.control.state.logs[1] }
    #expect(log()?.ended(beforePartingAfter: 3) == false)
    try region.decide(.retireLog(LogCut(logIndex: 1, counter: 3, headHash: forked.common[2].hash)))
    // Three commits in common: the end lies in both ways, or in one of them.
    #expect(log()?.ended(beforePartingAfter: 3) == true)
    #expect(log()?.ended(beforePartingAfter: 2) == false)
  }

  @Test("What every member holds is certain: a verdict takes nothing of it back")
  func belowMark() throws {
    var region = try Region()
    let forked = try ForkedLog(region)
    let held = forked.first[0]
    try region.decide(
      .stabilityMark([LogCut(logIndex: 1, counter: 4, headHash: held.hash)]))
    let neither = ForkVerdict(
      forkCounter: 4,
      accepted: LogCut(logIndex: 1, counter: 3, headHash: forked.common[2].hash),
      proof: try forked.proof())
    #expect(throws: SignedLogError.controlRefused(sequence: 8, .cutBelowMark)) {
      try region.decide(.forkVerdict(neither))
    }
    try region.decide(.forkVerdict(try forked.verdict()))
    #expect(bounded(9, 6, region.control.state) == 4)
  }
}

import ProtocolMessages
import SwiftProtobuf
import Testing

@testable import SignedLogs

@Suite("Fork proofs")
struct ForkProofTests {
  @Test("Two seals at one place, or one of them further on, prove a fork to anybody")
  func proven() throws {
    let region = try Region()
    let forked = try ForkedLog(region)
    for proof in [
      try forked.proof(), try forked.proof(at: 1), try forked.proof(0, sealedAt: 3),
    ] {
      let bytes: [UInt8] = try proof.message.serializedBytes()
      let read = try ForkProof(Iscan_Sync_V1_ForkProof(serializedBytes: bytes))
      #expect(read == proof)
      let verified = try VerifiedForkProof(verifying: read, control: region.control.state)
      #expect(verified.log == region.logs[0].log)
    }
  }

  @Test("Nothing that an honest log has sealed makes a proof")
  func unproven() throws {
    let region = try Region()
    let forked = try ForkedLog(region)
    let good = try forked.proof(0, sealedAt: 2)
    func changed(
      logIndex: UInt32 = 1, counter: UInt64? = nil, firstHash: Digest? = nil,
      secondHash: Digest? = nil, secondSeal: [UInt8]? = nil, links: [ChainLink]? = nil
    ) -> ForkProof {
      ForkProof(
        logIndex: logIndex, counter: counter ?? good.counter,
        firstHash: firstHash ?? good.firstHash, firstSeal: good.firstSeal,
        secondHash: secondHash ?? good.secondHash, secondSeal: secondSeal ?? good.secondSeal,
        secondLinks: links ?? good.secondLinks)
    }
    // The honest way alone: its place, its links, its later seal.
    let honest = changed(
      secondHash: good.firstHash,
      secondSeal: try seal(forked.first[1].head, with: forked.key)
        .signature, links: [ChainLink(forked.first[1].bytes)])
    let foreign = try seal(forked.second[2].head, with: region.logKeys[1]).signature
    for proof in [
      honest, changed(logIndex: 2), changed(logIndex: 9), changed(counter: 5),
      changed(counter: 0), changed(firstHash: good.secondHash), changed(secondSeal: foreign),
      changed(links: []), changed(links: good.secondLinks.reversed()),
    ] {
      #expect(throws: SignedLogError.forkUnproven(logIndex: proof.logIndex)) {
        try VerifiedForkProof(verifying: proof, control: region.control.state)
      }
    }
  }
}

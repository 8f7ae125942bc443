import CausalHistory
import ProtocolMessages
import SwiftProtobuf
import Testing

@testable import SignedLogs

@Suite("Decisions about what is kept and what is known")
struct DecisionTests {
  private func entry(_ index: UInt32, _ counter: UInt64, _ byte: UInt8 = 1) -> LogCut {
    LogCut(logIndex: index, counter: counter, headHash: Digest(hashing: [byte]))
  }

  private func refusal(of action: ControlAction, in region: Region) -> String? {
    var author = region.control
    do throws(SignedLogError) { _ = try author.sign(action, with: region.authority) } catch {
      return error.code
    }
    return nil
  }

  @Test("The stability mark only advances, and no log ends below it")
  func mark() throws {
    var region = try Region()
    try region.decide(.stabilityMark([entry(1, 5), entry(2, 3)]))
    #expect(region.control.state.stabilityMark[2]?.counter == 3)
    for (action, code) in [
      (ControlAction.stabilityMark([entry(1, 5), entry(2, 2)]), "control-mark-went-back"),
      (.stabilityMark([entry(1, 6)]), "control-mark-went-back"),
      (.stabilityMark([entry(1, 5, 2), entry(2, 3)]), "control-mark-went-back"),
      (.stabilityMark([entry(1, 5), entry(2, 3), entry(9, 1)]), "control-log-unknown"),
      (.stabilityMark([entry(2, 3), entry(1, 5)]), "record-field-invalid"),
      (.stabilityMark([entry(1, 5), entry(2, 3), entry(3, 0)]), "record-field-invalid"),
      (.retireLog(entry(1, 4)), "control-cut-below-mark"),
      (.retireLog(entry(1, 5, 2)), "control-cut-below-mark"),
      (
        .revokeNode(region.node(0), cuts: [entry(1, 4)], reason: "lost"), "control-cut-below-mark"
      ),
      (.removeMember(region.node(0), cuts: [entry(1, 4)]), "control-cut-below-mark"),
    ] {
      #expect(refusal(of: action, in: region) == code, "\(action)")
    }
    try region.decide(.retireLog(entry(1, 5)))
    #expect(
      refusal(of: .stabilityMark([entry(1, 6), entry(2, 3)]), in: region)
        == "control-beyond-cut")
    try region.decide(.stabilityMark([entry(1, 5), entry(2, 9)]))
  }

  @Test("A silent member is not waited for until it is back")
  func dormant() throws {
    var region = try Region()
    #expect(region.control.state.activeMembers.count == 2)
    try region.decide(.dormant(region.node(0), isBack: false))
    #expect(region.control.state.activeMembers == [region.node(1)])
    try region.decide(.dormant(region.node(0), isBack: true))
    #expect(region.control.state.activeMembers.count == 2)
    let stranger = NodeID(Digest(hashing: [99]))
    #expect(
      refusal(of: .dormant(stranger, isBack: false), in: region) == "control-not-member")
  }

  @Test("A snapshot is declared with witnesses whose signatures hold")
  func snapshot() throws {
    var region = try Region()
    let manifest = Digest(hashing: [1, 2, 3])
    let message = witnessBytes(scope: region.genesis.scope, manifestHash: manifest)
    func declared(_ witnesses: [Witness], at frontier: [LogCut]) -> ControlAction {
      .snapshotDeclare(
        SnapshotDeclaration(manifestHash: manifest, frontier: frontier, witnesses: witnesses))
    }
    let good = Witness(
      node: region.node(1), signature: try region.identities[1].sign(message))
    let false1 = Witness(node: region.node(0), signature: good.signature)
    let stranger = Witness(node: NodeID(Digest(hashing: [9])), signature: good.signature)
    #expect(refusal(of: declared([false1], at: []), in: region) == "signature-invalid")
    #expect(refusal(of: declared([stranger], at: []), in: region) == "control-witness-not-member")
    #expect(refusal(of: declared([good, good], at: []), in: region) == "record-field-invalid")
    #expect(refusal(of: declared([good], at: [entry(7, 1)]), in: region) == "control-log-unknown")
    // The first member speaks for the authority: its own word is nobody else's.
    let own = Witness(node: region.node(0), signature: try region.identities[0].sign(message))
    try region.decide(declared([own], at: [entry(1, 1)]))
    try region.decide(declared([good], at: [entry(1, 1), entry(2, 4)]))
    #expect(region.control.state.snapshots.map(\.isWitnessed) == [false, true])
    #expect(region.control.state.snapshots.map(\.sequence) == [7, 8])
  }

  @Test("Bundle keys are introduced, replaced and gone with the node")
  func bundleKeys() throws {
    var region = try Region()
    let (node, key) = (region.node(0), [UInt8](repeating: 4, count: 32))
    #expect(region.control.state.bundleKey(of: node) == nil)
    try region.decide(.setTransportKeys(node, [], bundleKey: key))
    try region.decide(.setTransportKeys(node, [Digest(hashing: [5])]))
    #expect(region.control.state.bundleKey(of: node) == key)
    for bad in [[UInt8](repeating: 0, count: 32), [1, 2, 3]] {
      let action = ControlAction.setTransportKeys(node, [], bundleKey: bad)
      #expect(refusal(of: action, in: region) == "record-field-invalid")
    }
    try region.decide(.revokeNode(node, cuts: [entry(1, 1)], reason: "lost"))
    #expect(region.control.state.bundleKey(of: node) == nil)
  }

  @Test("Later rules say for every log that may grow from where on they hold")
  func policy() throws {
    var region = try Region()
    let before = region.control.state.rulesVersion
    func policy(_ version: UInt32, _ cuts: [LogCut]) -> ControlAction {
      .setPolicy(ScopePolicy(rulesVersion: version, schemaMin: 1, schemaMax: 1, cuts: cuts))
    }
    #expect(refusal(of: policy(before + 1, []), in: region) == "control-cut-missing")
    #expect(
      refusal(of: policy(before + 1, [entry(1, 2), entry(2, 0), entry(8, 1)]), in: region)
        == "control-log-unknown")
    #expect(refusal(of: policy(0, []), in: region) == "record-field-invalid")
    let earlier = region.control
    try region.decide(policy(before + 1, [entry(1, 2), entry(2, 0)]))
    #expect(refusal(of: policy(before, []), in: region) == "control-rules-went-back")
    let state = region.control.state
    #expect(state.rulesVersion == before + 1)
    // Under the old control record: the first two commits by the rules before, the third not.
    region.control = earlier
    var author = region.author(0)
    let versions = try (1...3).map { number in
      let commit = try author.write([try Plan.create(reference: "\(number)")], in: region)
      return state.rulesVersion(for: commit)
    }
    #expect(versions == [before, before, before + 1])
  }
}

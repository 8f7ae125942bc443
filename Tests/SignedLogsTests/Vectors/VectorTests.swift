import CausalHistory
import SignedLogs
import Testing

@Suite("Conformance vectors")
struct VectorTests {
  @Test("Tags and keys")
  func tagsAndKeys() throws {
    try VectorFile(name: "tags").check(
      Dictionary(uniqueKeysWithValues: Tag.all.map { ($0.name, $0.digest.hex) }))
    try VectorFile(name: "keys").check(try KeyVectors())
  }

  @Test("Geneses")
  func geneses() throws {
    try VectorFile(name: "genesis").check(try GenesisVectors())
  }

  @Test("Runs of commits that are accepted, in whole or in part")
  func runs() throws {
    try VectorFile(name: "runs").check(try RunVector.accepted())
  }

  @Test("Runs of commits that are refused, each with its code")
  func refusedRuns() throws {
    try VectorFile(name: "refused-runs").check(try RunVector.refused())
  }

  @Test("Control records")
  func control() throws {
    try VectorFile(name: "control").check(try ControlVectors())
  }

  @Test("Digests and signed bytes of a session")
  func digests() throws {
    try VectorFile(name: "digests").check(try DigestVectors())
  }
}

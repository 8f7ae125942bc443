import Foundation
import ProtocolMessages
import SignedLogs
import SyncProtocol
import Testing

@Suite("Conformance vectors of what a scope comes to")
struct ScopeVectorTests {
  @Test("Who may write what: every line, by all three, under both versions of the rules")
  func authority() throws {
    let worlds = try AuthorityVectors.all()
    // The table says something: of a line's six commits some have no effect, under the later rules.
    let void = worlds.map { Set($0.state.void.map(\.reason)) }
    #expect(void.contains(["not-entitled"]) && void.contains(["not-keeper"]) && void.contains([]))
    try check("authority", worlds)
  }

  @Test("Snapshots, and what their witnesses sign")
  func snapshots() throws {
    let vectors = try SnapshotVector.all()
    for vector in vectors { #expect(try accepts(vector) == (vector.rows != nil), "\(vector.name)") }
    try check("snapshots", vectors)
  }

  private func accepts(_ vector: SnapshotVector) throws -> Bool {
    var control = ControlState(
      genesis: try VerifiedScopeGenesis(verifying: try vector.scopeGenesis.bytes))
    for record in vector.records { try control.apply(try record.bytes) }
    for witness in vector.witnesses {
      let hash = try #require(Digest(hex: vector.hash))
      let key = try PublicKey(try hex(witness.identityKey))
      let holds = key.verifies(
        try hex(witness.signature), of: witnessBytes(scope: control.scope, manifestHash: hash))
      #expect(holds == witness.holds)
    }
    do {
      let snapshot = try ScopeSnapshot(verifying: try hex(vector.manifest), control: control)
      guard snapshot.message.part.count == vector.parts.count else { return false }
      var check = SnapshotCheck(snapshot)
      var rows: [[String]] = []
      for (place, part) in try vector.parts.map(hex).enumerated() {
        guard SnapshotCheck.isPart(place, part, of: snapshot) else { return false }
        try check.take(part) { rows.append([digits($0), digits($1)]) }
      }
      try check.finish()
      #expect(rows == vector.rows)
      return true
    } catch is SyncError {
      return false
    }
  }

  /// Equal to what is in the repository, byte for byte; written anew on request.
  private func check(_ name: String, _ content: some Encodable) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Protocol/vectors/\(name).json")
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let made = try encoder.encode(content) + Data("\n".utf8)
    if ProcessInfo.processInfo.environment["ISCAN_WRITE_VECTORS"] == "1" {
      try made.write(to: file)
    }
    #expect(try Data(contentsOf: file) == made, "\(name).json differs")
  }
}

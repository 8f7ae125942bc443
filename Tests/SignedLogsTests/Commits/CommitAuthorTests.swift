import CausalHistory
import PartnershipRecords
import SignedLogs
import Testing

@Suite("Writing commits")
struct CommitAuthorTests {
  @Test("The next object has the name that the author foretold")
  func objectName() throws {
    let region = try Region()
    var author = region.author(0)
    _ = try author.write([try Plan.create(reference: "A")], in: region)
    let foretold = author.nextObject(operationIndex: 1)
    let commit = try author.write(
      [try Plan.create(reference: "B"), try Plan.create(reference: "C")], in: region)
    #expect(commit.object(createdBy: 1) == foretold)
    #expect(foretold.description == "1.2.1")
  }

  @Test("Display times ascend even when the clock does not")
  func time() throws {
    let region = try Region()
    var author = region.author(0)
    let later = try author.write(
      [try Plan.create(reference: "A")], in: region, milliseconds: 5_000)
    let earlier = try author.write(
      [try Plan.create(reference: "B")], in: region, milliseconds: 4_000)
    #expect(earlier.hybridTime > later.hybridTime)
  }

  @Test("A context or control position that goes back is refused, and nothing is written")
  func goingBack() throws {
    var region = try Region()
    var author = region.author(0)
    let seen = VersionVector([.init(logIndex: 2, counter: 3)])
    _ = try author.write([try Plan.create(reference: "A")], in: region, context: seen)
    let before = author.position
    #expect(throws: SignedLogError.contextWentBack(logIndex: 2)) {
      try author.write([try Plan.create(reference: "B")], in: region)
    }
    region.control = ControlAuthor(state: ControlState(genesis: region.genesis))
    #expect(throws: SignedLogError.controlWentBack) {
      try author.write([try Plan.create(reference: "B")], in: region, context: seen)
    }
    #expect(author.position == before)
  }

  @Test("What others would refuse cannot be written here")
  func ownRules() throws {
    let region = try Region()
    var author = region.author(0)
    let object = ObjectID(logIndex: 1, counter: 1, operationIndex: 0)
    let long = SharedValue.text(String(repeating: "x", count: 16_385))
    let cases: [([ShareableOperation], String)] = [
      ([], "commit-operations-missing"),
      ([try Plan.set(1, of: object, to: long)], "commit-value-too-large"),
      (
        [
          try Plan.set(2, of: object, to: .code("a")), try Plan.set(2, of: object, to: .code("b")),
        ], "commit-field-set-twice"
      ),
      (
        Array(repeating: try Plan.create(reference: "A"), count: 257),
        "commit-operations-too-many"
      ),
      (
        try (0..<5).map {
          try Plan.putChunk([UInt8](repeating: 0, count: 16_384), at: $0, of: object)
        },
        "commit-too-large"
      ),
    ]
    for (operations, code) in cases {
      let error = #expect(throws: SignedLogError.self) {
        try author.write(operations, in: region)
      }
      #expect(error?.code == code)
    }
    #expect(author.position == region.author(0).position)
  }

  @Test("A small change takes at most 135 bytes with its share of a seal")
  func size() throws {
    let region = try Region()
    var author = region.author(0)
    _ = try author.write([try Plan.create(reference: "HPL-T-0001")], in: region)
    let object = ObjectID(logIndex: 1, counter: 1, operationIndex: 0)
    let change = try author.write([try Plan.set(2, of: object, to: .code("done"))], in: region)
    #expect(change.bytes.byteCount + 64 <= 135, "\(change.bytes.byteCount)")
  }
}

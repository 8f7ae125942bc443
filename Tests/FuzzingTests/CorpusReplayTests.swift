import Foundation
import FuzzTargets
import Testing

@Suite("What fuzzing found is read again by every decoder")
struct CorpusReplayTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// What was kept, and what an honest peer sends.
  private func inputs(_ target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
    let folder = Self.root.appending(path: "Tests/Fuzzing/Corpus/\(target.rawValue)")
    let kept = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().map {
      ($0, [UInt8](try Data(contentsOf: folder.appending(path: $0))))
    }
    let seeds = try FuzzSeeds.make(
      for: target, vectors: Self.root.appending(path: "Protocol/vectors"))
    return kept + seeds.enumerated().map { ("seed-\($0.offset)", $0.element) }
  }

  @Test(
    "no kept input crashes, and none makes more bytes than it may",
    arguments: FuzzTarget.allCases)
  func replay(_ target: FuzzTarget) throws {
    let inputs = try inputs(target)
    #expect(inputs.count >= 5, "the corpus of \(target.rawValue) is missing")
    var taken = 0
    for (name, bytes) in inputs {
      let made = target.read(bytes)
      #expect(made <= target.outputBytesMax(input: bytes.count), "\(target.rawValue)/\(name)")
      if made > 0 { taken += 1 }
    }
    // A target that refuses everything tests nothing.
    #expect(taken > 0)
  }

  @Test(
    "an input cut off at any byte is refused or read, never trapped", arguments: FuzzTarget.allCases
  )
  func cutOff(_ target: FuzzTarget) throws {
    for (_, bytes) in try inputs(target).prefix(8) where bytes.count <= 2_048 {
      for end in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 40)) {
        target.read(Array(bytes[..<end]))
      }
    }
  }
}

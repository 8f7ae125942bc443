import CausalHistory

@testable import SignedLogs

/// A log that was continued in two ways after its first commits: a copy of the node went on, too.
struct ForkedLog {
  let region: Region
  /// The commits that both ways have.
  let common: [VerifiedCommit]
  let first: [VerifiedCommit]
  let second: [VerifiedCommit]

  /// - Parameters:
  ///   - region: Its log 1 is the one.
  ///   - common: How many commits both ways have.
  ///   - first: How many more the first way has.
  ///   - second: How many more the second way has.
  /// - Throws: Only what writing commits throws.
  init(_ region: Region, common: Int = 3, first: Int = 2, second: Int = 4) throws {
    self.region = region
    var author = region.author(0)
    self.common = try (0..<common).map { try Self.write("C\($0)", &author, region) }
    var copy = author
    self.first = try (0..<first).map { try Self.write("A\($0)", &author, region) }
    self.second = try (0..<second).map { try Self.write("B\($0)", &copy, region) }
  }

  private static func write(_ reference: String, _ author: inout CommitAuthor, _ region: Region)
    throws -> VerifiedCommit
  {
    try author.write([try Plan.create(reference: reference)], in: region)
  }

  var key: LogKey { region.logKeys[0] }

  /// A proof with a seal over each way at the same place.
  func proof(at place: Int = 0) throws -> ForkProof {
    try proof(place, sealedAt: place)
  }

  /// A proof whose second seal lies further on.
  func proof(_ place: Int, sealedAt end: Int) throws -> ForkProof {
    ForkProof(
      logIndex: 1, counter: first[place].dot.counter, firstHash: first[place].hash,
      firstSeal: try seal(first[place].head, with: key).signature,
      secondHash: second[place].hash,
      secondSeal: try seal(second[end].head, with: key).signature,
      secondLinks: second[(place + 1)..<(end + 1)].map { ChainLink($0.bytes) })
  }

  /// The verdict that the first way counts as far as it goes.
  func verdict() throws -> ForkVerdict {
    let last = first.last?.head ?? common[common.count - 1].head
    return ForkVerdict(
      forkCounter: UInt64(common.count) + 1,
      accepted: LogCut(logIndex: 1, counter: last.counter, headHash: last.hash),
      proof: try proof())
  }
}

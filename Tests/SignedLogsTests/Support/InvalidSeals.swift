import Foundation
import ProtocolMessages

@testable import SignedLogs

/// Well-formed commits under seals that are not theirs.
struct InvalidSeals {
  let region: Region
  let start: LogPosition
  private(set) var all: [InvalidRun] = []

  init(region: Region, start: LogPosition) throws {
    self.region = region
    self.start = start
    try addForged()
    try addChanged()
    try addChains()
  }

  private mutating func add(
    _ name: String, _ commits: [UnverifiedCommit], _ seals: [Seal], code: String = "seal-invalid"
  ) {
    all.append(InvalidRun(name: name, code: code, commits: commits, seals: seals))
  }

  /// The first and the second commit of the log, and another first one.
  private func commits() throws -> [UnverifiedCommit] {
    var second = RawCommit()
    second.header.controlSequenceDelta = 0
    second.header.controlHash = Data()
    var other = RawCommit()
    other.header.hybridTimeDelta = 101
    return [try RawCommit().bytes(), try second.bytes(), try other.bytes()]
  }

  private func seals(
    _ commits: [UnverifiedCommit], from position: LogPosition? = nil, key: Int = 0
  ) throws -> [Seal] {
    try RawRun(commits, start: position ?? start, key: region.logKeys[key]).seals
  }

  private mutating func addForged() throws {
    let first = try commits()[0]
    add("no seal", [first], [], code: "seal-missing")
    add("a seal of another log's key", [first], try seals([first], key: 1))
    let head = start.head.appending(first)
    let message = Tag.commit.bytes + head.sealedBytes.dropFirst(32)
    let signature = try region.logKeys[0].sign(message)
    add("a seal under another tag", [first], [Seal(counter: 1, signature: signature)])
    let short = try seals([first])[0].signature.dropLast()
    add("a seal that is cut off", [first], [Seal(counter: 1, signature: Array(short))])
  }

  private mutating func addChanged() throws {
    let good = try commits()[0]
    let seals = try seals([good])
    var (header, payload) = (good.header, good.payload)
    header[1] ^= 1
    payload[payload.count - 1] ^= 1
    add(
      "one bit of the header flipped",
      [UnverifiedCommit(header: header, salt: [], payload: good.payload)], seals)
    add(
      "one bit of the payload flipped",
      [UnverifiedCommit(header: good.header, salt: [], payload: payload)], seals)
    add(
      "a salt that was added",
      [
        UnverifiedCommit(
          header: good.header, salt: [UInt8](repeating: 0, count: 16), payload: good.payload)
      ], seals)
  }

  private mutating func addChains() throws {
    let commits = try commits()
    let (first, second, other) = (commits[0], commits[1], commits[2])
    let both = try seals([first, second])
    let elsewhere = LogPosition.start(logIndex: 1, logID: region.logs[1].log)
    add("a commit sealed for another log", [first], try seals([first], from: elsewhere))
    add("a seal over another head", [first], try seals([other]))
    add("a commit after another one than when it was sealed", [other, second], both)
    add("a commit left out", [second], both.map { Seal(counter: 1, signature: $0.signature) })
    add("a commit repeated", [first, first], both)
    add(
      "a seal moved to the counter before", [first, second],
      both.map { Seal(counter: 1, signature: $0.signature) })
    add("a seal for a commit that did not come", [first], both, code: "seal-missing")
  }
}

import CausalHistory
import SignedLogs

/// A run of commits with what must come of it.
struct RunVector: Codable {
  struct Commit: Codable {
    let header: String
    let salt: String
    let payload: String
  }

  struct SealVector: Codable {
    let counter: UInt64
    let signature: String
  }

  struct Reading: Codable {
    let counter: UInt64
    let hash: String
    let hybridTime: UInt64
    let controlSequence: UInt64
    let controlHash: String
    let context: [[UInt64]]
    let schema: UInt32
    let actor: String
    let operations: Int
  }

  let name: String
  let log: String
  let logIndex: UInt32
  let logKey: String
  let commits: [Commit]
  let seals: [SealVector]
  /// The commits that are accepted.
  let accepted: [Reading]
  /// The code of the error; none if all was good.
  let failure: String?

  init(name: String, region: Region, commits: [UnverifiedCommit], seals: [Seal]) {
    let start = region.author(0).position
    self.name = name
    log = start.head.logID.hex
    logIndex = start.logIndex
    logKey = region.logs[0].logKey.bytes.hexadecimal
    self.commits = commits.map {
      Commit(
        header: $0.header.hexadecimal, salt: $0.salt.hexadecimal, payload: $0.payload.hexadecimal)
    }
    self.seals = seals.map {
      SealVector(counter: $0.counter, signature: $0.signature.hexadecimal)
    }
    do {
      let run = try verifyRun(
        from: start, commits: commits, seals: seals, logKey: region.logs[0].logKey)
      accepted = run.commits.map { Reading($0) }
      failure = run.failure?.code
    } catch {
      accepted = []
      failure = error.code
    }
  }
}

extension RunVector.Reading {
  init(_ commit: VerifiedCommit) {
    self.init(
      counter: commit.dot.counter, hash: commit.hash.hex, hybridTime: commit.hybridTime.rawValue,
      controlSequence: commit.control.sequence, controlHash: commit.control.hash.hex,
      context: commit.context.entries.map { [UInt64($0.logIndex), $0.counter] },
      schema: commit.schema, actor: commit.actor, operations: commit.readings.count)
  }
}

extension RunVector {
  static func refused() throws -> [RunVector] {
    let runs = try InvalidRuns()
    return runs.all.map {
      RunVector(name: $0.name, region: runs.region, commits: $0.commits, seals: $0.seals)
    }
  }

  static func accepted() throws -> [RunVector] {
    let region = try Region()
    let written = try OrdinaryCommits.make(in: region).map(\.bytes)
    func run(_ name: String, sealing: Set<Int>, badSeal: Bool = false) throws -> RunVector {
      let raw = try RawRun(
        written, start: region.author(0).position, key: region.logKeys[0], sealing: sealing)
      var seals = raw.seals
      if badSeal { seals.append(Seal(counter: 6, signature: seals[0].signature)) }
      return RunVector(name: name, region: region, commits: raw.commits, seals: seals)
    }
    var broken = written
    broken[4] = UnverifiedCommit(header: broken[4].header, salt: [], payload: [])
    let inside = try RawRun(
      broken, start: region.author(0).position, key: region.logKeys[0], sealing: [2, 5])
    return [
      try run("one seal over all", sealing: [5]),
      try run("two seals", sealing: [1, 5]),
      try run("a tail without a seal", sealing: [3]),
      try run("a bad last seal", sealing: [2], badSeal: true),
      RunVector(
        name: "a sealed commit that breaks a rule", region: region, commits: inside.commits,
        seals: inside.seals),
    ]
  }
}

/// Six commits with every kind of operation.
enum OrdinaryCommits {
  static func make(in region: Region) throws -> [VerifiedCommit] {
    var author = region.author(0)
    let object = author.nextObject()
    let first = Dot(logIndex: 1, counter: 2)
    let salt = [UInt8](repeating: 0x5A, count: 16)
    let steps: [([ShareableOperation], UInt64, [UInt8])] = [
      (
        [
          try Plan.create(reference: "HPL-T-0001"), try Plan.set(1, of: object, to: .text("Gates")),
        ], 0, salt
      ),
      (
        [
          try Plan.set(2, of: object, to: .code("open")),
          try Plan.set(3, of: object, to: .day(-20_000)),
        ], 0, []
      ),
      (
        [
          try Plan.set(
            2, of: object, to: .code("done"),
            replaces: .dots([first, Dot(logIndex: 2, counter: 4)]), resolves: true, note: "agreed")
        ], 4, []
      ),
      (
        [
          try Plan.add(.code("burglary"), to: 5, of: object),
          try Plan.append(.text("Visited"), to: 6, of: object),
        ], 4, salt
      ),
      (
        [
          try Plan.remove([Dot(logIndex: 1, counter: 4)], from: 5, of: object),
          try Plan.set(4, of: object, to: .number(-7)),
        ], 300, []
      ),
      (
        [
          try Plan.putChunk([1, 2, 3], at: 0, of: object),
          try Plan.set(8, of: object, to: .truth(true)),
          try Plan.set(7, of: object, to: .content([0, 255])),
        ], 300, []
      ),
    ]
    return try steps.enumerated().map { place, step in
      try author.write(
        step.0, in: region, context: VersionVector([.init(logIndex: 2, counter: step.1)]),
        salt: step.2, milliseconds: 1_764_000_000_000 + UInt64(place) * 1_500)
    }
  }
}

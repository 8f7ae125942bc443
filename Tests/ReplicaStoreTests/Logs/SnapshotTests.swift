import Foundation
import GRDB
import BusinessCycle
import CausalHistory
import ProtocolMessages
import SignedLogs
import SwiftProtobuf
import SyncProtocol
import Testing

@testable import ReplicaStore

@Suite("A snapshot of a scope")
struct SnapshotTests {
  /// Three writers who have met, and one replica that holds everything.
  private static func region(seed: UInt64, steps: Int = 60) throws -> (StoreRegion, StoredReplica) {
    var region = try StoreRegion(writers: 3, seed: seed)
    var random = FixedRandom(seed: seed)
    for step in 0..<steps { try Self.step(step, &region, &random) }
    var all = try region.reader()
    try region.bringAll(to: &all)
    return (region, all)
  }

  private static func step(
    _ step: Int, _ region: inout StoreRegion, _ random: inout FixedRandom
  ) throws {
    let place = step % 3
    let objects = try region.replicas[place].read { try $0.objects(kind: SharedTask.kind) }
    let edit = RandomEdit(objects.map(\.state), using: &random)
    try region.replicas[place].write { try edit.operations(new: $0) }
    if step % 5 == 0 {
      var replica = region.replicas[place]
      try region.bringAll(to: &replica)
      region.replicas[place] = replica
    }
  }

  private static func parts(_ replica: StoredReplica) throws -> (ScopeSnapshot, [[UInt8]]) {
    var parts: [[UInt8]] = []
    let snapshot = try replica.read { records in
      try records.makeSnapshot(of: replica.scope) { place, content in
        #expect(place == parts.count)
        parts.append(content)
      }
    }
    return (snapshot, parts)
  }

  private static func install(
    _ bytes: [UInt8], _ parts: [[UInt8]], at replica: StoredReplica
  ) throws {
    try replica.queue.write { db in
      let records = ScopeRecords(db)
      let snapshot = try ScopeSnapshot(
        verifying: bytes, control: records.control(of: replica.scope))
      #expect(try records.begin(snapshot, of: replica.scope) == 0)
      for (place, part) in parts.enumerated() {
        try records.keep(part: part, at: place, of: snapshot, in: replica.scope)
      }
      #expect(try records.begin(snapshot, of: replica.scope) == parts.count)
      try records.install(snapshot, in: replica.scope)
    }
  }

  @Test("with what comes after it is the same as all logs", arguments: UInt64(41)...44)
  func equivalent(seed: UInt64) throws {
    var (region, all) = try Self.region(seed: seed)
    let (snapshot, parts) = try Self.parts(all)
    let new = try region.reader()
    try Self.install(snapshot.bytes, parts, at: new)
    #expect(try new.stateHash() == all.stateHash())
    #expect(try new.frontier() == all.frontier())
    #expect(
      try new.read { try $0.objectsInConflict().map(\.state) }
        == all.read { try $0.objectsInConflict().map(\.state) })
    #expect(try new.read { try $0.faults(of: region.scope) } == [])
    // A member that stands there makes the very same; so does the new one.
    #expect(try Self.parts(new).0.bytes == snapshot.bytes)

    var random = FixedRandom(seed: seed &+ 1)
    for step in 0..<30 { try Self.step(step, &region, &random) }
    try region.bringAll(to: &all)
    // The logs come in an order in which each finds its past.
    var moved = true
    while moved {
      moved = false
      for log in UInt32(1)...3 {
        guard let run = try Self.ready(log, at: new, from: all) else { continue }
        try new.queue.write { _ = try ScopeRecords($0).apply(run, to: region.scope) }
        moved = true
      }
    }
    #expect(try new.stateHash() == all.stateHash())
    #expect(try new.read { try $0.faults(of: region.scope) } == [])
  }

  /// What another replica holds of a log up to its next seal there, if its past is here.
  private static func ready(
    _ log: UInt32, at new: StoredReplica, from other: StoredReplica
  ) throws -> VerifiedRun? {
    let here = try new.frontier()
    guard try other.frontier()[log] > here[log],
      let seal = try other.seals(of: log, after: here[log]).first,
      let run = try new.run(of: log, at: other, last: seal)
    else { return nil }
    let missing = run.commits.flatMap {
      CausalCheck.missing(for: $0, frontier: here, control: new.memory.control)
    }
    let onlyOwn = missing.allSatisfy {
      if case .commit(let dot) = $0 { dot.logIndex == log } else { false }
    }
    return onlyOwn ? run : nil
  }

  @Test("is refused if any part, row, seal or place of it is not what the manifest says")
  func refused() throws {
    var (region, all) = try Self.region(seed: 45)
    let (snapshot, parts) = try Self.parts(all)
    let new = try region.reader()
    let control = try new.read { try $0.control(of: region.scope) }
    var other = parts
    other[0][other[0].count / 2] ^= 1
    #expect(throws: SyncError.self) { try Self.install(snapshot.bytes, other, at: new) }
    #expect(throws: SyncError.self) { try Self.install(snapshot.bytes, [], at: new) }
    var message = snapshot.message
    message.log[0].counter += 1
    let moved: [UInt8] = try message.serializedBytes()
    #expect(throws: SyncError.self) { try ScopeSnapshot(verifying: moved, control: control) }
    message = snapshot.message
    message.stateHash[0] ^= 1
    let hash: [UInt8] = try message.serializedBytes()
    #expect(throws: SyncError.self) { try Self.install(hash, parts, at: new) }
    #expect(try new.frontier().isEmpty)
    try Self.install(snapshot.bytes, parts, at: new)
    #expect(try new.stateHash() == all.stateHash())
    // What somebody holds beyond it stays, and is folded upon it.
    try region.replicas[0].write { _ in [try SharedTask.create(reference: "MIL-T-0999")] }
    try region.bringAll(to: &all)
    let before = (try all.stateHash(), try all.frontier())
    try Self.install(snapshot.bytes, parts, at: all)
    #expect(try (all.stateHash(), all.frontier()) == before)
    #expect(try all.read { try $0.faults(of: region.scope) } == [])
  }

  @Test("is kept for those who join, and an earlier one is forgotten")
  func kept() throws {
    let (region, all) = try Self.region(seed: 46)
    let first = try all.queue.write { try ScopeRecords($0).keepSnapshot(of: region.scope) }
    let second = try all.queue.write { try ScopeRecords($0).keepSnapshot(of: region.scope) }
    #expect(first.bytes == second.bytes)
    try all.read { records in
      #expect(try records.keptSnapshot(of: region.scope) == second.bytes)
      let part = try records.snapshotPart(0, of: second.hash, in: region.scope)
      #expect(part.map { SnapshotCheck.isPart(0, $0, of: second) } == true)
      #expect(try records.snapshotPart(99, of: second.hash, in: region.scope) == nil)
    }
  }
}

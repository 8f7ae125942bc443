internal import Foundation
internal import GRDB
internal import HubStore
internal import SignedLogs
internal import SyncProtocol
internal import Synchronization

/// How much of the scopes' control logs one session has shown its peer to have.
///
/// Nothing in a session says "heard": what was sent has arrived once both sides have said that they
/// hold the same. In a session that stays open it is taken for heard once the line has held for so
/// long that a silent one would have been given up.
final class ToldDecisions: Sendable {
  private struct Entries {
    /// What has been sent, or was level when the session began.
    var told: [ScopeID: UInt64] = [:]
    /// What of it is certain to have arrived.
    var heard: [ScopeID: UInt64] = [:]
    /// What of that is written down.
    var noted: [ScopeID: UInt64] = [:]
    var lastTold = Date.distantPast
    var isLive = false
  }

  let peer: NodeID
  private let now: @Sendable () -> Date
  private let entries = Mutex(Entries())

  init(_ peer: NodeID, now: @escaping @Sendable () -> Date) {
    (self.peer, self.now) = (peer, now)
  }

  /// Control records up to this one are on their way to the peer, or came from it.
  func add(_ scope: ScopeID, through sequence: UInt64) {
    let time = now()
    entries.withLock { entries in
      guard sequence > entries.told[scope] ?? 0 else { return }
      entries.told[scope] = sequence
      entries.lastTold = time
    }
  }

  /// Both sides hold the same, and the session stays open.
  func wentLive() {
    entries.withLock { entries in
      entries.isLive = true
      entries.heard = entries.told
    }
  }

  /// Whether both sides held the same, and the session is open.
  var isLive: Bool { entries.withLock { $0.isLive } }

  /// Both sides hold the same, and the session has ended.
  func finished() { entries.withLock { $0.heard = $0.told } }

  /// What is certain and not written down yet, which whoever asks now writes down.
  func takeHeard() -> [Data: UInt64] {
    let time = now()
    return entries.withLock { entries in
      let silent = TimeInterval(SyncLimits.idleMilliseconds) / 1_000
      if entries.isLive, time >= entries.lastTold + silent { entries.heard = entries.told }
      let fresh = entries.heard.filter { $0.value > entries.noted[$0.key] ?? 0 }
      entries.noted.merge(fresh) { max($0, $1) }
      return Dictionary(
        fresh.map { (Data($0.key.bytes), $0.value) }, uniquingKeysWith: { max($0, $1) })
    }
  }
}

/// The sessions of this process whose peers are told of decisions.
final class ToldSessions: Sendable {
  private let sessions = Mutex<[ObjectIdentifier: ToldDecisions]>([:])

  func add(_ told: ToldDecisions) {
    sessions.withLock { $0[ObjectIdentifier(told)] = told }
  }

  func remove(_ told: ToldDecisions) {
    sessions.withLock { $0[ObjectIdentifier(told)] = nil }
  }

  /// Who is connected, and held the same as this hub.
  var connected: [NodeID] {
    sessions.withLock { Array($0.values) }.filter(\.isLive).map(\.peer)
  }

  /// What is certain by now and not written down yet, by peer.
  func takeHeard() -> [(peer: NodeID, heard: [Data: UInt64])] {
    sessions.withLock { Array($0.values) }.map { ($0.peer, $0.takeHeard()) }
      .filter { !$0.heard.isEmpty }
  }
}

extension HubService {
  /// Writes down that members who stay connected are seen: one that has been so for a day was not seen
  /// a day ago.
  func noteConnected() throws {
    let connected = live.told.connected
    guard !connected.isEmpty else { return }
    let time = now()
    try database.writer.write { db in
      for peer in connected { try HubDatabase.noteSeen(Data(peer.bytes), at: time, in: db) }
    }
  }

  /// Writes down what members that stay connected have heard of; all of them in one transaction.
  func noteHeard() throws {
    let heard = live.told.takeHeard()
    guard !heard.isEmpty else { return }
    try database.writer.write { db in
      for (peer, sequences) in heard {
        try DecisionsHeard.note(sequences, of: Data(peer.bytes), in: db)
      }
    }
  }
}

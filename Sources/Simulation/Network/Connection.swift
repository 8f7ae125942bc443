import CausalHistory
import SignedLogs
import SyncProtocol

import struct Foundation.Data

/// A stream between a node (side 0) and its hub (side 1), with a session at each end.
final class Connection {
  let number: Int
  let places: [Int]
  /// Virtual milliseconds since 1970.
  let startedAt: UInt64
  /// Control records that come once more to a node that is a member again: who is none names no scope.
  let recordsRepeated: Int
  var sides: [Side]
  var pipes = [Pipe(), Pipe()]
  /// How far each side held the logs of its scopes when the session began.
  var held: [[ScopeID: VersionVector]] = [[:], [:]]

  init(number: Int, places: [Int], startedAt: UInt64, recordsRepeated: Int, sides: [Side]) {
    self.number = number
    self.startedAt = startedAt
    self.recordsRepeated = recordsRepeated
    self.places = places
    self.sides = sides
  }

  var isOver: Bool { sides.allSatisfy(\.isOver) }
}

/// One end: a session and what it waits for, as the product's driver has it.
struct Side {
  var session: SyncSession
  let replica: Int
  /// The process that it belongs to.
  let process: Int
  /// How much of each scope's control log the session has heard of; live it may have heard of more.
  var heard: [ScopeID: UInt64] = [:]
  var inbox: [SessionInput] = []
  /// Answers of the store, which go before what the network brings.
  var answers: [SessionInput] = []
  var outputs: [SessionOutput] = []
  /// What the disk is writing; nothing else happens meanwhile.
  var storing: ApplyRequest?
  var isOver = false
  var summary: SessionSummary?
}

/// What travels towards one side, in order.
struct Pipe {
  struct Parcel {
    let time: UInt64
    /// Nothing: the stream ends here.
    let frame: Data?
  }

  var parcels: [Parcel] = []
  var carried = 0
  /// After so many bytes the stream breaks.
  var breaksAfter: Int?
  var isBroken = false
  var lastArrival: UInt64 = 0
  var clogsUntil: UInt64 = 0
}

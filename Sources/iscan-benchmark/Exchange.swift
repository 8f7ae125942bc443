import Foundation
import ProtocolMessages
import SignedLogs
import SwiftProtobuf
import SyncProtocol

/// Two replicas' sessions with each other, frame by frame, with no network between them: counts what
/// would travel.
struct Exchange {
  /// One end.
  struct End {
    var session: SyncSession
    let keeper: any SessionKeeper
    /// Frames that the other end has sent.
    var waiting: [Data] = []
    var sent: [Data] = []
  }

  private(set) var ends: [End]
  /// How often the initiator had to wait for an answer.
  private(set) var roundTrips = 0

  /// Prepares a session between an initiator and a responder.
  init(_ initiator: End, _ responder: End) { ends = [initiator, responder] }

  /// Runs both sessions to their end.
  mutating func run() async throws {
    try await take(.started, at: 1)
    try await take(.started, at: 0)
    var place = 1
    while !(ends[0].waiting.isEmpty && ends[1].waiting.isEmpty) {
      let frames = ends[place].waiting
      ends[place].waiting = []
      if place == 0, !frames.isEmpty { roundTrips += 1 }
      for frame in frames { try await take(.received(frame), at: place) }
      place = 1 - place
    }
    guard case .finished = ends[0].session.summary.outcome else {
      throw BenchmarkError.outcome("the session ended \(ends[0].session.summary.outcome)")
    }
  }

  /// Bytes that an end sent, frames of four bytes' length each not counted.
  func bytes(from place: Int) -> Int { ends[place].sent.reduce(0) { $0 + $1.count } }

  /// The frames with commits that an end sent.
  func runFrames(from place: Int) throws -> [Data] {
    try ends[place].sent.filter {
      let content = try Iscan_Sync_V1_Frame(serializedBytes: $0).content
      return if case .logRun? = content { true } else { false }
    }
  }

  private mutating func take(_ first: SessionInput, at place: Int) async throws {
    var inputs = [first]
    while !inputs.isEmpty {
      let input = inputs.removeFirst()
      for output in ends[place].session.step(input, now: 1_700_000_000_000) {
        if let next = try await perform(output, at: place) { inputs.append(next) }
      }
    }
  }

  private mutating func perform(_ output: SessionOutput, at place: Int) async throws
    -> SessionInput?
  {
    let keeper = ends[place].keeper
    switch output {
    case .send(let frame):
      ends[place].sent.append(frame)
      ends[1 - place].waiting.append(frame)
    case .load(.peer(let caller)): return .loaded(.peer(try await keeper.standing(of: caller)))
    case .load(let request): return .loaded(try await keeper.load(request))
    case .apply(let request): return .applied(try await keeper.apply(request))
    case .admit(let scope, let genesis, let sequence):
      return try await keeper.admit(genesis, to: scope, after: sequence).input(scope, genesis.log)
    case .receipt(let receipt): try await keeper.keep(receipt)
    case .acknowledged(let scope, let positions):
      if let peer = ends[place].session.summary.peer {
        try await keeper.keep(acknowledged: positions, by: peer, of: scope)
      }
    case .notice, .evidence, .witness, .live, .finished: break
    }
    return nil
  }
}

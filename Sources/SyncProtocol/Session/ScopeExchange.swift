import CausalHistory
import ProtocolMessages
import SignedLogs

/// What a session knows about one scope while it lasts.
struct ScopeExchange {
  /// Nothing while the scope is new here and its first control record has not come.
  var standing: ScopeStanding?
  var peerOffer: Iscan_Sync_V1_ScopeOffer?
  /// What both sides call the scope in this session; 0 until one of them has offered it.
  var number: UInt32 = 0

  // The control log.
  /// The sequence that both sides must reach before they compare logs.
  var controlTarget: UInt64 = 0
  /// What the peer has, or has been sent.
  var controlSentThrough: UInt64 = 0
  var controlApplying = 0
  var admissionSent = false

  // Where the logs stand.
  var stateSent = false
  /// What was stated to the peer: it may ask for so much.
  var stated: [UInt32: UInt64] = [:]
  var peerPositions: [UInt32: StatedPosition]?

  // What comes in.
  var wants: [UInt32: IncomingWant] = [:]
  /// How far each log is verified, whether or not its past is here.
  var verified: [UInt32: LogPosition] = [:]
  /// Commits that no seal covers yet.
  var unsealed: [UInt32: [UnverifiedCommit]] = [:]
  var waiting = WaitingRuns()
  /// Logs that found no room to wait, and what they need first.
  var crowdedOut: [UInt32: [MissingPast]] = [:]
  var refused: [UInt32: CloseCode] = [:]
  /// Segments handed over to be made durable.
  var applying = 0

  // The end.
  var markerSent = false
  var markerReceived = false

  var isDone: Bool { markerSent && markerReceived }

  var controlSequence: UInt64 { standing?.control.position.sequence ?? 0 }

  /// The last counter of each log that is durable here or handed over to become so.
  var frontier: VersionVector {
    var vector = VersionVector()
    for (logIndex, position) in standing?.positions ?? [:] {
      vector.advance(logIndex, to: position.head.counter)
    }
    return vector
  }

  func head(_ logIndex: UInt32) -> UInt64 { standing?.positions[logIndex]?.head.counter ?? 0 }

  /// How far a log has come in and is verified, whether or not its past is here.
  func verifiedCounter(_ logIndex: UInt32) -> UInt64 {
    verified[logIndex]?.head.counter ?? head(logIndex)
  }

  /// Every log, ascending, as it is durable here.
  var positions: [StatedPosition] {
    guard let standing, standing.access == .full else { return [] }
    return standing.positions.sorted { $0.key < $1.key }.compactMap { logIndex, position in
      position.head.counter == 0 ? nil : StatedPosition(logIndex: logIndex, head: position.head)
    }
  }
}

/// A `Want` that is being answered.
struct IncomingWant {
  /// The counter that the next run must begin with.
  var next: UInt64
  /// The last counter that the peer stated.
  let last: UInt64
  var commits = 0
  var bytes = 0
  /// There was no room for the rest: it is passed over, and asked for again later.
  var isDiscarding = false

  var isAnswered: Bool {
    next > last || commits >= SyncLimits.commitsPerWant || bytes >= SyncLimits.bytesPerWant
  }
}

/// A `Want` of the peer's that is being answered.
struct OutgoingRun {
  let scope: ScopeID
  let logIndex: UInt32
  var next: UInt64
  let last: UInt64
  var commits = 0
  var bytes = 0

  var isAnswered: Bool {
    next > last || commits >= SyncLimits.commitsPerWant || bytes >= SyncLimits.bytesPerWant
  }
}

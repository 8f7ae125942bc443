import CausalHistory
import ProtocolMessages
import SignedLogs

/// What a session knows about one scope while it lasts.
///
/// Of a scope in which both sides stand alike next to nothing is kept: a hub has thousands of live
/// sessions, and they share one ``ScopeStanding``.
struct ScopeExchange {
  /// What comes in, and where this side stands.
  var receiver: ScopeReceiver
  /// Until the scope begins.
  var peerOffer: Iscan_Sync_V1_ScopeOffer?
  /// What both sides call the scope in this session; 0 until one of them has offered it.
  var number: UInt32 = 0

  // The control log.
  /// The sequence that both sides must reach before they compare logs.
  var controlTarget: UInt64 = 0
  /// What the peer has, or has been sent.
  var controlSentThrough: UInt64 = 0
  var controlLoading = false
  var admissionSent = false
  /// What was passed on of logs that members began below this hub.
  var passedOn: Set<SignedContent> = []
  /// What this side said that it erased.
  var saidErased: Set<Withdrawal> = []

  // The logs.
  var stateSent = false
  var stateReceived = false
  /// The last commit of each log that the peer cannot send any more.
  var peerFloors: [UInt32: UInt64] = [:]
  /// What the peer stated; until both states are compared.
  var peerPositions: [UInt32: StatedPosition] = [:]
  /// How many commits of a log the peer has, where that is more than this side had announced.
  var peerHas: [UInt32: UInt64] = [:]
  /// The positions as the peer knows of them: stated, or sent since.
  var announced: [UInt32: LogPosition] = [:]
  /// The last counter asked for of each log that has not come up to there.
  var asked: [UInt32: UInt64] = [:]
  /// Logs that were asked for anew, from where they were left: what is still under way is passed
  /// over.
  var rewinding: Set<UInt32> = []
  var gaps = 0
  /// Since when commits wait for a past that has not come; 0: none do.
  var waitingSince: UInt64 = 0
  /// Logs that the peer leaves out: nothing more of them is sent.
  var unwanted: Set<UInt32> = []

  // A snapshot in place of commits.
  var snapshot: IncomingSnapshot?
  /// One was begun in this session; if it fails, the logs come whole.
  var snapshotTried = false
  /// The bytes of the frames of parts that are not durable yet.
  var snapshotBytes: [Int] = []

  var purgeSent = false
  /// The snapshot that the peer is asked to stand by.
  var witnessAsked: Digest?

  // Two voices of the authority.
  /// The scope is left out of this session.
  var isDisputed = false
  var recordsShown = false
  /// What the peer shows of its control log, until it is compared.
  var theirRecords: (first: UInt64, records: [SignedContent])?
  var disputeFound = false
  /// Both sides' records have been compared.
  var disputeSettled = false

  // Forks.
  var sealsShown: Set<UInt32> = []
  /// The places of a log at which this side has shown its seals.
  var placesShown: [UInt32: Set<UInt64>] = [:]
  /// What this side holds is being looked up.
  var sealsLoading: Set<UInt32> = []
  /// The peer has not answered yet with what it holds.
  var sealsAwaited: Set<UInt32> = []
  var theirSeals: [UInt32: LogEvidence] = [:]
  /// The places of a log at which the peer's seals have come.
  var sealsCompared: [UInt32: Set<UInt64>] = [:]
  /// Between which places two histories of a log part.
  var forkPlaces: [UInt32: ForkPlace] = [:]
  var forksFound: Set<UInt32> = []

  // The end, and receipts after it.
  var markerSent = false
  var markerReceived = false
  /// Commits have become durable since the last marker.
  var markerDue = false
  var markerSentAt: UInt64 = 0

  init(scope: ScopeID, reader: NodeID, standing: ScopeStanding? = nil) {
    receiver = ScopeReceiver(scope: scope, reader: reader, standing: standing)
  }

  var standing: ScopeStanding? {
    get { receiver.standing }
    set { receiver.standing = newValue }
  }

  var isDone: Bool {
    sealsAwaited.isEmpty && sealsLoading.isEmpty && receiver.placesAsked.isEmpty
      && (markerSent && markerReceived || disputeSettled)
  }

  /// Whether commits wait for their past, or did when it was looked at last.
  var mayWait: Bool { waitingSince > 0 || !receiver.waiting.isEmpty }

  var controlSequence: UInt64 { receiver.controlSequence }

  /// Commits that were asked for and have not come.
  var commitsUnderWay: Int {
    asked.reduce(0) { sum, entry in
      let next = receiver.nextCounter(entry.key)
      return entry.value < next ? sum : sum + Int(clamping: entry.value - next + 1)
    }
  }

  /// Forgets what was asked for and has come, be it by another session.
  mutating func dropAnswered() {
    asked = asked.filter { $0.value >= receiver.nextCounter($0.key) }
  }

  /// The logs of which the peer has more than has come, and that are not left out; ascending.
  var lacking: [UInt32] {
    peerHas.filter { $0.value >= receiver.nextCounter($0.key) && receiver.leftOut[$0.key] == nil }
      .keys.sorted()
  }

  /// Forgets what is level. What the peer has of a log that is left out is not sent back to it either.
  mutating func tidy() {
    peerHas = peerHas.filter {
      $0.value > announced[$0.key]?.head.counter ?? 0 || receiver.leftOut[$0.key] != nil
    }
  }
}

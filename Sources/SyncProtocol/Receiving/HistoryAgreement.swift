import CausalHistory
import SignedLogs

/// How far somebody who sends commits is known to hold the histories that are held here.
///
/// A commit names what its author had seen by log and counter. Of a log that two machines continued at
/// once, that name means one thing here and another there. So a name counts as seen only as far as the
/// sender has shown that it means the same: by where it says that it stands, by commits that continue what
/// is here, by its seals over commits that are here too.
struct HistoryAgreement: Sendable {
  /// Where both stood alike once; shared by all sessions that began at one standing.
  private let start: [UInt32: LogPosition]
  private var through: [UInt32: UInt64] = [:]

  /// Nothing is known.
  init() { start = [:] }

  /// Both stand here.
  init(_ positions: [UInt32: LogPosition]) { start = positions }

  /// The last commit of a log up to which both hold one history.
  subscript(logIndex: UInt32) -> UInt64 {
    through[logIndex] ?? start[logIndex]?.head.counter ?? 0
  }

  /// Both hold one history up to a commit.
  mutating func note(_ logIndex: UInt32, through counter: UInt64) {
    if counter > self[logIndex] { through[logIndex] = counter }
  }

  /// Beyond a commit it is not known any more.
  mutating func limit(_ logIndex: UInt32, to counter: UInt64) {
    if counter < self[logIndex] { through[logIndex] = counter }
  }
}

/// How a sender shows what it holds in a place of a log.
enum PlaceShown: Sendable {
  /// It states the first bytes of the hash.
  case stated([UInt8])
  /// It sent the log's seal over it.
  case sealed(Seal)

  /// Why that is not what is held here; nothing if it is.
  ///
  /// - Parameters:
  ///   - hash: Of the history that is here, in that place.
  ///   - counter: The place.
  ///   - genesis: Of the log.
  /// - Returns: `fork-detected` or `bad-seal`.
  func difference(
    from hash: Digest, at counter: UInt64, of genesis: VerifiedLogGenesis
  ) -> CloseCode? {
    switch self {
    case .stated(let prefix): return prefix == hash.statedPrefix ? nil : .forkDetected
    case .sealed(let seal):
      let head = LogHead(logID: genesis.log, counter: counter, hash: hash)
      return seal.seals(head, logKey: genesis.logKey) ? nil : .badSeal
    }
  }
}

/// What has come of a place at which a sender has shown what it holds.
enum PlaceSettled {
  /// Both hold one history up to there.
  case agreed
  /// They do not.
  case parted(CloseCode)
}

extension ScopeReceiver {
  /// The sender has shown what it holds in a place of a log: is it what is held here?
  ///
  /// - Returns: What to look up in the store; nothing if that is being done.
  mutating func ask(_ shown: PlaceShown, at place: Dot) -> LoadRequest? {
    guard placesAsked.updateValue(shown, forKey: place) == nil else { return nil }
    return .place(scope, logIndex: place.logIndex, counter: place.counter)
  }

  /// The store has looked up what is here. What is here and has been let go of was held by all.
  ///
  /// - Returns: What has come of it; nothing if it was not asked for.
  mutating func take(hash: Digest?, at place: Dot) -> PlaceSettled? {
    placesAsked.removeValue(forKey: place).map { settle($0, at: place, here: hash) }
  }

  /// Compares what the sender has shown with what is here; notes it if both are one.
  mutating func settle(_ shown: PlaceShown, at place: Dot, here hash: Digest?) -> PlaceSettled {
    if let hash, let log = control?.logs[place.logIndex],
      let code = shown.difference(from: hash, at: place.counter, of: log.genesis)
    {
      return .parted(code)
    }
    agreement.note(place.logIndex, through: place.counter)
    return .agreed
  }
}

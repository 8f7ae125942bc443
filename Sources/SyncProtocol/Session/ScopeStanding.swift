public import CausalHistory
public import SignedLogs

/// What a peer may have of a scope.
public enum ScopeAccess: Sendable, Hashable {
  /// Everything: the control log and all member logs.
  case full
  /// The control log only, up to the record that ended the peer's membership.
  case controlOnly
  /// Nothing; but what this side has lost of the control log of its own scope the peer may give back.
  /// A hub that was brought back from a backup does not know of members that came since.
  case givesBack
}

/// A log that this node began and that the scope's authority has not admitted yet.
public struct UnadmittedLog: Sendable {
  /// The log's genesis with the identity key's signature.
  public let genesis: SignedContent
  /// Where the log stands here; its log index means nothing yet.
  public let position: LogPosition

  public init(genesis: SignedContent, position: LogPosition) {
    self.genesis = genesis
    self.position = position
  }
}

/// Where this replica stands in one scope that it shares with the peer: positions, no commits.
public struct ScopeStanding: Sendable {
  /// The scope's control log, verified; for `controlOnly` no further than the peer may read.
  public var control: ControlState
  /// Where each log stands durably, by log index. A log without commits may be left out.
  public var positions: [UInt32: LogPosition]
  public var access: ScopeAccess
  /// A node's own log, while it waits for admission.
  public var unadmitted: UnadmittedLog?
  /// Logs that members began below this hub, which is not the scope's authority: to be passed on.
  public var passingOn: [SignedContent] = []
  /// The last commit of each log whose bytes are not here any more; logs of which all are here are
  /// left out.
  public var floors: [UInt32: UInt64] = [:]
  /// Withdrawn payloads that this replica has erased and has not said so to the hub.
  public var erased: [Dot] = []
  /// Those that it has said. They are said again when a session has more to do: a hub that was brought
  /// back from a backup has forgotten them.
  public var erasedAndTold: [Dot] = []
  /// Whether this node has no receipt yet for some of what it holds; a session then takes the few
  /// more frames that it needs for one.
  public var needsReceipt: Bool

  public init(
    control: ControlState, positions: [UInt32: LogPosition], access: ScopeAccess = .full,
    unadmitted: UnadmittedLog? = nil, needsReceipt: Bool = false
  ) {
    self.control = control
    self.positions = positions
    self.access = access
    self.unadmitted = unadmitted
    self.needsReceipt = needsReceipt
  }
}

extension ScopeStanding {
  /// The digest of all that counts of what this replica holds of the scope.
  var digest: Digest {
    frontierDigest(
      scope: control.scope, control: control.position,
      entries: control.counted(positions.values.map(\.frontierEntry)))
  }
}

extension LogPosition {
  /// Where the log stands, to be compared.
  var frontierEntry: FrontierEntry {
    FrontierEntry(logIndex: logIndex, counter: head.counter, headHash: head.hash)
  }
}

extension StatedPosition {
  init(_ entry: FrontierEntry) {
    self.init(
      logIndex: entry.logIndex, counter: entry.counter,
      hashPrefix: entry.headHash.statedPrefix)
  }
}

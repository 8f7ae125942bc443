/// The bounds that both peers keep. A peer that exceeds one is refused with a code that names it.
///
/// - Source: `Protocol/Session.md`, "Limits".
public enum SyncLimits {
  /// Bytes of one frame as it travels.
  public static let frameBytes = 1_048_576
  /// Commits of one `LogRun`.
  public static let commitsPerRun = 256
  /// Bytes of the headers, salts and payloads of one `LogRun`.
  public static let bytesPerRun = 524_288
  /// Bytes of a packed run once it is unpacked: `bytesPerRun`, and what surrounds each commit.
  public static let unpackedBytesPerRun = 589_824
  /// Commits of one log that are asked for and have not come.
  public static let commitsWanted = 2_048
  /// Commits of one log that wait for a seal.
  public static let unsealedCommits = 1_024
  /// Bytes of them.
  public static let unsealedBytes = 8 * 1_048_576
  /// Bytes of `LogRun` and `SnapshotPartRun` frames that a peer may send before it gets more credit.
  public static let creditStart = 1_048_576
  /// The credit without which no run is begun: one of the largest commits fits.
  static let creditForARun = 131_072
  /// The credit without which no part of a snapshot is begun: the largest fits.
  static let creditForAPart = 270_336
  /// From how many commits on a declared snapshot is taken in their place.
  public static let snapshotSpares: UInt64 = 4_096
  /// The most credit that a peer ever has.
  public static let creditMax = 16 * 1_048_576
  /// Control records of one `ControlRun`.
  public static let recordsPerControlRun = 256
  /// Bytes of the records of one `ControlRun`.
  public static let bytesPerControlRun = 524_288
  /// Commits of one scope that wait for others.
  public static let waitingCommits = 8_192
  /// Bytes of the commits of one scope that wait for others.
  public static let waitingBytes = 16 * 1_048_576
  /// Scopes that two peers share.
  public static let scopes = 64
  /// Logs of one scope.
  public static let logs = 4_096
  /// Different values of one field that may stand beside each other before a node refuses its own
  /// people to add another without having seen them.
  public static let siblings = 64
  /// From when on a conflict of so many values is worth a warning.
  public static let siblingsWarning = 8
  /// The first frame number that a reader passes over if it does not know it.
  public static let firstIgnorableFrame: UInt64 = 1_024
  /// Milliseconds until both peers must have shown who they are.
  public static let handshakeMilliseconds: UInt64 = 10_000
  /// Milliseconds without a frame after which the session ends.
  public static let idleMilliseconds: UInt64 = 90_000
  /// Milliseconds of silence after which a live session sends a `Ping`.
  public static let pingMilliseconds: UInt64 = 30_000
  /// Milliseconds between two receipts or acknowledgements of a scope in a live session.
  public static let markerMilliseconds: UInt64 = 1_000
  /// Commits between a place of a log and the seal that is shown for it.
  public static let linksShown = 1_024
  /// Places of one log at which a session compares two histories: half of what is left each time.
  public static let placesCompared = 72
  /// Withdrawn commits that one `RedactionDone` names.
  public static let dotsPerRedaction = 1_024
  /// Runs of one scope that may come out of order before the session ends.
  public static let gaps = 16
  /// Milliseconds that one frame may take to be sent before the peer counts as too slow.
  public static let sendMilliseconds: UInt64 = 60_000
}

/// The bounds that both peers keep. A peer that exceeds one is refused with a code that names it.
///
/// - Source: `Protocol/Session.md`, "Limits".
public enum SyncLimits {
  /// Bytes of one frame as it travels.
  public static let frameBytes = 1_048_576
  /// Commits of one `LogRun`.
  public static let commitsPerRun = 64
  /// Bytes of the headers, salts and payloads of one `LogRun`.
  public static let bytesPerRun = 524_288
  /// Commits that one `Want` asks for, unless the log or `bytesPerWant` ends first.
  public static let commitsPerWant = 512
  /// Bytes of headers, salts and payloads after which a `Want` is answered in full.
  public static let bytesPerWant = 1_048_576
  /// Control records of one `ControlRun`.
  public static let recordsPerControlRun = 256
  /// Bytes of the records of one `ControlRun`.
  public static let bytesPerControlRun = 524_288
  /// Commits of one scope that wait for others.
  public static let waitingCommits = 4_096
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
  /// Milliseconds until both peers must have shown who they are.
  public static let handshakeMilliseconds: UInt64 = 10_000
  /// Milliseconds without a frame after which the session ends.
  public static let idleMilliseconds: UInt64 = 90_000
  /// Milliseconds that one frame may take to be sent before the peer counts as too slow.
  public static let sendMilliseconds: UInt64 = 60_000
}

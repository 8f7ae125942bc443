/// The bounds that every replica holds signed records to. A breach is an error of its own.
public enum LogLimits {
  /// Header, salt and payload of a commit together; bytes.
  public static let commitBytesMax = 65_536
  public static let headerBytesMax = 4_096
  public static let operationsMax = 256
  /// A value, a resolution note, or a part of bulk content; bytes.
  public static let valueBytesMax = 16_384
  /// Logs of one scope that are not cut.
  public static let writersMax = 256
  /// Logs of one node in a scope that are not cut, as far as the authority admits them.
  public static let openLogsOfNodeMax = 8
  /// Commits that may wait for a seal.
  public static let unsealedCommitsMax = 64
  /// A genesis or control record; bytes.
  public static let recordBytesMax = 65_536
  /// A name of a scope or node, or a reference; UTF-8 bytes.
  public static let nameBytesMax = 64
  public static let actorBytesMax = 32
  /// Salts are this long, or empty.
  public static let saltBytes = 16
  public static let nonceBytes = 16
  public static let districtsMax = 16
  public static let transportKeysMax = 8
  /// An X25519 key; bytes.
  public static let bundleKeyBytes = 32
  /// Holders of a scope's authority beside the first.
  public static let coAuthoritiesMax = 8
  /// The ground of a withdrawal; UTF-8 bytes.
  public static let groundBytesMax = 256
  /// Commits of a fork proof between the place and the seal.
  public static let forkLinksMax = 1_024
}

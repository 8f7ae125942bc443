/// What a hash or a signature is for: 32 bytes that begin everything hashed or signed, so that
/// bytes made for one purpose can never serve another.
public enum Tag {
  public static let node = tag("node")
  public static let scope = tag("scope")
  public static let log = tag("log")
  public static let payload = tag("payload")
  public static let commit = tag("commit")
  public static let seal = tag("seal")
  public static let control = tag("control")
  public static let nextKey = tag("next-key")
  public static let frontier = tag("frontier")
  public static let combined = tag("combined")
  public static let session = tag("session")
  public static let receipt = tag("receipt")
  public static let state = tag("state")
  public static let snapshot = tag("snapshot")
  public static let witness = tag("witness")
  public static let purged = tag("purged")
  public static let bundle = tag("bundle")
  public static let bundleKey = tag("bundle-key")

  /// Every purpose with its name, in order of name.
  public static let all: [(name: String, digest: Digest)] = [
    ("bundle", bundle), ("bundle-key", bundleKey), ("combined", combined), ("commit", commit),
    ("control", control), ("frontier", frontier), ("log", log), ("next-key", nextKey),
    ("node", node), ("payload", payload), ("purged", purged), ("receipt", receipt),
    ("scope", scope), ("seal", seal), ("session", session), ("snapshot", snapshot),
    ("state", state), ("witness", witness),
  ]

  private static func tag(_ purpose: String) -> Digest {
    Digest(hashing: Array("iscan/1/\(purpose)".utf8))
  }
}

public import PartnershipRecords
public import SignedLogs

/// Why a bundle whose file is whole is not taken, or cannot be made.
public enum BundleFault: RemediedError, Hashable {
  case manifestMalformed(String)
  case frameUnreadable(number: Int)
  /// The creator is no member of anything that this replica holds, and not its hub.
  case creatorUnknown(NodeID)
  case creatorRevoked(NodeID)
  /// The bundle was sealed to this machine's key, and its manifest names other nodes.
  case recipientOther
  /// What was to be read back from the store is not there.
  case recordsMissing

  /// Who made the bundle, if it is about that.
  public var creator: NodeID? {
    switch self {
    case .creatorUnknown(let node), .creatorRevoked(let node): node
    default: nil
    }
  }

  public var code: String {
    switch self {
    case .manifestMalformed, .frameUnreadable: "bundle-unreadable"
    case .creatorUnknown: "bundle-creator-unknown"
    case .creatorRevoked: "bundle-creator-revoked"
    case .recipientOther: "bundle-for-others"
    case .recordsMissing: "bundle-records-missing"
    }
  }

  public var detail: String {
    switch self {
    case .manifestMalformed(let part): "The bundle's first record breaks a rule: \(part)."
    case .frameUnreadable(let number): "Record \(number) of the bundle cannot be read."
    case .creatorUnknown(let node):
      "The bundle was made by the node \(node.hex.prefix(16)), which is not known here."
    case .creatorRevoked(let node):
      "The bundle was made by the node \(node.hex.prefix(16)), which was revoked; nothing of it was"
        + " taken."
    case .recipientOther: "The bundle names other machines than this one as its recipients."
    case .recordsMissing: "Records that the bundle should hold are missing from this database."
    }
  }

  public var remedy: String {
    switch self {
    case .manifestMalformed, .frameUnreadable:
      "Have the bundle made anew by the same version of ISCAN as runs here."
    case .creatorUnknown:
      "Import a bundle of the hub first: it introduces the members; then this one again."
    case .creatorRevoked: "Ask the hub's operator why; the node must be enrolled again."
    case .recipientOther: "Ask its maker to name this machine with iscan sync export --to."
    case .recordsMissing: "Run iscan node doctor, and do what it says."
    }
  }
}

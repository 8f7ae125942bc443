public import Disclosure
public import PartnershipRecords
public import SignedLogs
public import SyncProtocol

/// A release as a shared object: its manifest in a field, its payload in parts.
///
/// Made from a ``ReleasableTable`` only, which only an approved entry of the ledger gives.
public enum SharedRelease: SharedRecord {
  public static let dataClass = DataClass.aggregate
  public static let kind: UInt32 = 2

  enum Field {
    static let manifest: UInt32 = 1
    static let ledgerHash: UInt32 = 2
    /// How many parts the payload has.
    static let parts: UInt32 = 3
  }

  public static let sharedFields = [
    SharedField(number: Field.manifest, name: "manifest", kind: .content),
    SharedField(number: Field.ledgerHash, name: "ledger-hash", kind: .code),
    SharedField(number: Field.parts, name: "parts", kind: .number),
  ]

  private static let partBytes = 16_384
  /// Three parts and the manifest stay below the largest commit.
  private static let partsInCommit = 2

  /// The commits that carry a release, in order: the first creates the object.
  ///
  /// - Parameters:
  ///   - table: What may leave.
  ///   - object: The name that the object will have.
  /// - Returns: The operations of each commit; the same for the same table.
  /// - Throws: `SignedLogError` if the manifest is larger than a field.
  public static func commits(of table: ReleasableTable, as object: ObjectID) throws
    -> [[ShareableOperation]]
  {
    let parts = stride(from: 0, to: table.payload.count, by: partBytes).map {
      Array(table.payload[$0..<min($0 + partBytes, table.payload.count)])
    }
    let first = [
      try create(reference: table.release),
      try set(Field.manifest, of: object, to: .content(table.manifest)),
      try set(Field.ledgerHash, of: object, to: .code(table.ledgerHash)),
      try set(Field.parts, of: object, to: .number(Int64(parts.count))),
    ]
    let chunks = try parts.enumerated().map {
      try putChunk($0.element, at: UInt32($0.offset), of: object)
    }
    var commits = [first + chunks.prefix(partsInCommit)]
    var rest = chunks.dropFirst(partsInCommit)
    while !rest.isEmpty {
      commits.append(Array(rest.prefix(partsInCommit)))
      rest = rest.dropFirst(partsInCommit)
    }
    return commits
  }

  /// The manifest and the ledger's hash of an object that came; `nil` until all parts are here, or
  /// if it is no release.
  public static func arrived(_ object: ObjectState) -> (manifest: [UInt8], ledgerHash: String)? {
    guard object.kind == kind, case .content(let manifest)? = object.value(Field.manifest),
      case .code(let ledgerHash)? = object.value(Field.ledgerHash),
      case .number(let parts)? = object.value(Field.parts),
      object.isWhole(of: parts)
    else { return nil }
    return (manifest, ledgerHash)
  }
}

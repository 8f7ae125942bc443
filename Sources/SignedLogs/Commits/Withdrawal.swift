public import CausalHistory

/// The authority's decision that a commit's payload is erased everywhere.
public struct Withdrawal: Hashable, Sendable {
  public let dot: Dot
  /// The digest of the salt and payload that are erased: of two commits in one place, which.
  public let payloadDigest: Digest
  /// What is folded in the payload's place.
  public let remainder: Remainder
  /// Why: 1 to 256 bytes.
  public let ground: String
  /// The sequence of the withdrawal of this commit before this one, of which nothing but the hash is
  /// kept from now on; 0 for the first.
  public let replaces: UInt64
  /// None or 16 random bytes.
  public let salt: [UInt8]

  public init(
    dot: Dot, payloadDigest: Digest, remainder: Remainder, ground: String, replaces: UInt64 = 0,
    salt: [UInt8] = []
  ) {
    self.dot = dot
    self.payloadDigest = payloadDigest
    self.remainder = remainder
    self.ground = ground
    self.replaces = replaces
    self.salt = salt
  }
}

/// What the authority leaves of a withdrawn payload: the same operations, in the same places, with
/// what had to go left out; or nothing.
public struct Remainder: Hashable, Sendable {
  /// A serialised `Operations`; empty if the commit is to have no effect.
  public let bytes: [UInt8]
  /// The operations as this release understands them.
  public let readings: [OperationReading]

  public var isEmpty: Bool { bytes.isEmpty }

  /// Nothing is left.
  public static let none = Remainder()

  private init() { (bytes, readings) = ([], []) }

  /// Reads one, as strictly as a payload.
  ///
  /// - Throws: ``SignedLogError`` for the first rule that it breaks.
  public init(_ bytes: [UInt8]) throws(SignedLogError) {
    self.bytes = bytes
    readings = bytes.isEmpty ? [] : try OperationReading.list(bytes, counter: 0)
  }
}

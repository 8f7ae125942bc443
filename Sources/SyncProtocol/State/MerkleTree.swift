public import SignedLogs

/// The hash of a list as RFC 9162, section 2.1 has it: one number for all entries, from which any
/// single entry can be shown to be in the list.
///
/// Takes the entries one by one and keeps one hash for each power of two among them; so a list of
/// any length needs no more memory than its logarithm.
public struct MerkleTree: Sendable {
  /// The heads of the perfect subtrees that are complete, the largest first.
  private var heads: [Digest] = []
  /// How many entries there were.
  public private(set) var count: UInt64 = 0

  public init() {}

  /// Appends an entry.
  public mutating func append(_ entry: some Sequence<UInt8>) { append(leaf: Self.leaf(entry)) }

  /// Appends an entry by its hash.
  public mutating func append(leaf: Digest) {
    var head = leaf
    var rest = count
    while rest & 1 == 1 {
      head = Self.node(heads.removeLast(), head)
      rest >>= 1
    }
    heads.append(head)
    count += 1
  }

  /// The tree's head; of no entries SHA-256 of nothing.
  public var head: Digest {
    guard var head = heads.last else { return Digest(hashing: []) }
    for left in heads.dropLast().reversed() { head = Self.node(left, head) }
    return head
  }

  /// H(0x00 ‖ entry).
  public static func leaf(_ entry: some Sequence<UInt8>) -> Digest {
    var message: [UInt8] = [0]
    message.append(contentsOf: entry)
    return Digest(hashing: message)
  }

  /// H(0x01 ‖ left ‖ right).
  static func node(_ left: Digest, _ right: Digest) -> Digest {
    var message: [UInt8] = [1]
    message.reserveCapacity(65)
    message += left.bytes
    message += right.bytes
    return Digest(hashing: message)
  }
}

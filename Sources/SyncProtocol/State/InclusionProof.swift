public import SignedLogs

/// Shows that an entry is in a list of which only the head is known: RFC 9162, section 2.1.3.
///
/// So an auditor who holds a snapshot's manifest can check one row of one object without seeing any
/// other.
public struct InclusionProof: Sendable, Hashable {
  /// The place of the entry, from 0.
  public let index: UInt64
  /// How many entries the list has.
  public let count: UInt64
  /// The heads of the subtrees beside the entry, from the entry up.
  public let path: [Digest]

  public init(index: UInt64, count: UInt64, path: [Digest]) {
    self.index = index
    self.count = count
    self.path = path
  }

  /// The list's head as it follows from the entry; `nil` if the path does not fit the places.
  ///
  /// - Parameter leaf: The entry's hash, `MerkleTree.leaf`.
  /// - Returns: To be compared with the head that is known.
  public func head(leaf: Digest) -> Digest? {
    guard index < count else { return nil }
    var place = index
    var last = count - 1
    var head = leaf
    for beside in path {
      guard last > 0 else { return nil }
      if place & 1 == 1 || place == last {
        head = MerkleTree.node(beside, head)
        while place & 1 == 0, place > 0 {
          place >>= 1
          last >>= 1
        }
      } else {
        head = MerkleTree.node(head, beside)
      }
      place >>= 1
      last >>= 1
    }
    return last == 0 ? head : nil
  }
}

/// Makes the proof for one entry while the entries pass by, in their order.
public struct InclusionProver: Sendable {
  private let index: UInt64
  private var heads: [(head: Digest, holdsEntry: Bool)] = []
  private var path: [Digest] = []
  private var count: UInt64 = 0

  /// - Parameter index: The place of the entry to prove, from 0.
  public init(index: UInt64) { self.index = index }

  /// Takes the next entry by its hash.
  public mutating func append(leaf: Digest) {
    var head = (head: leaf, holdsEntry: count == index)
    var rest = count
    while rest & 1 == 1 {
      head = join(heads.removeLast(), head)
      rest >>= 1
    }
    heads.append(head)
    count += 1
  }

  /// The proof, once all entries have passed; `nil` if there was none at the place.
  public func proof() -> InclusionProof? {
    guard index < count, var head = heads.last else { return nil }
    var copy = self
    for left in heads.dropLast().reversed() { head = copy.join(left, head) }
    return InclusionProof(index: index, count: count, path: copy.path)
  }

  private mutating func join(
    _ left: (head: Digest, holdsEntry: Bool), _ right: (head: Digest, holdsEntry: Bool)
  ) -> (head: Digest, holdsEntry: Bool) {
    if left.holdsEntry { path.append(right.head) }
    if right.holdsEntry { path.append(left.head) }
    return (MerkleTree.node(left.head, right.head), left.holdsEntry || right.holdsEntry)
  }
}

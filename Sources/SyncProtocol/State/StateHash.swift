public import SignedLogs

/// One number for the whole state of a scope, to compare replicas by: the head of the Merkle tree
/// over the state's rows, ascending by key.
///
/// Replicas with the same control log and the same commits have the same hash, in whatever order the
/// commits came.
public enum StateHash {
  /// - Parameter rows: Every row of a scope, ascending.
  /// - Returns: 32 bytes.
  public static func of(_ rows: some Sequence<StateRow>) -> Digest {
    var tree = MerkleTree()
    for row in rows { tree.append(row.bytes) }
    return tree.head
  }
}

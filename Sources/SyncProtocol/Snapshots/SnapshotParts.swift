public import ProtocolMessages
public import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

/// Cuts the rows of a scope's state into the parts of a snapshot, as they pass by.
///
/// Joined, the parts are the rows. A part ends before the row with which it would have more than
/// 256 KiB; only a row that is larger than that by itself is cut.
public struct SnapshotParts: Sendable {
  /// Bytes of a part at most, before it is packed.
  public static let partBytesMax = 262_144

  private var tree = MerkleTree()
  private var open: [UInt8] = []
  /// What the manifest says of the parts that are complete.
  public private(set) var parts: [Iscan_Sync_V1_SnapshotPart] = []

  public init() {}

  /// The Merkle head over the rows.
  public var stateHash: Digest { tree.head }
  public var rowCount: UInt64 { tree.count }

  /// Takes the next row.
  ///
  /// - Parameter row: `StateRow.bytes`; ascending.
  /// - Returns: The parts that are complete with it; mostly none.
  public mutating func append(_ row: [UInt8]) -> [[UInt8]] {
    tree.append(row)
    var complete: [[UInt8]] = []
    if !open.isEmpty, open.count + row.count > Self.partBytesMax { complete.append(close()) }
    open += row
    while open.count > Self.partBytesMax {
      let rest = Array(open[Self.partBytesMax...])
      open.removeSubrange(Self.partBytesMax...)
      complete.append(close())
      open = rest
    }
    return complete
  }

  /// Ends the last part.
  ///
  /// - Returns: The part; `nil` if there were no rows.
  public mutating func finish() -> [UInt8]? { open.isEmpty ? nil : close() }

  private mutating func close() -> [UInt8] {
    let part = open
    open = []
    parts.append(
      .with {
        $0.digest = Data(Digest(hashing: part).bytes)
        $0.length = UInt32(part.count)
      })
    return part
  }
}

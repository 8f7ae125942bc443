import ProtocolMessages
import SignedLogs

import struct Foundation.Data

/// Checks the parts of a snapshot against its manifest, in order, and takes the rows out of them.
/// Holds one part at most, and the beginning of a row that goes on in the next.
public struct SnapshotCheck: Sendable {
  private let snapshot: ScopeSnapshot
  private var tree = MerkleTree()
  private var rest: [UInt8] = []
  private var lastKey: [UInt8] = []
  /// The part that is wanted next.
  public private(set) var next = 0

  public init(_ snapshot: ScopeSnapshot) { self.snapshot = snapshot }

  /// Whether a part is the one that the manifest names.
  public static func isPart(_ place: Int, _ bytes: [UInt8], of snapshot: ScopeSnapshot) -> Bool {
    guard snapshot.message.part.indices.contains(place) else { return false }
    let part = snapshot.message.part[place]
    return Int(part.length) == bytes.count && part.digest == Data(Digest(hashing: bytes).bytes)
  }

  /// Takes the next part.
  ///
  /// - Parameters:
  ///   - bytes: Unpacked.
  ///   - row: Given each row that is complete with it, as key and value; ascending.
  /// - Throws: `SyncError.snapshotRefused`; what `row` throws.
  public mutating func take(
    _ bytes: [UInt8], _ row: (_ key: [UInt8], _ value: [UInt8]) throws -> Void
  ) throws {
    guard Self.isPart(next, bytes, of: snapshot) else {
      throw SyncError.snapshotRefused(reason: "part \(next) is not the one that it names")
    }
    next += 1
    let content = rest.isEmpty ? bytes : rest + bytes
    var offset = 0
    while let end = try takeRow(content, from: offset, row) { offset = end }
    rest = Array(content[offset...])
    // A row has a value of at most a few values' bytes; one that never ends would fill the memory.
    guard rest.count <= Self.rowBytesMax else {
      throw SyncError.snapshotRefused(reason: "a row has more than \(Self.rowBytesMax) bytes")
    }
  }

  private static let rowBytesMax = 16 << 20

  private mutating func takeRow(
    _ content: [UInt8], from offset: Int, _ row: ([UInt8], [UInt8]) throws -> Void
  ) throws -> Int? {
    guard let key = try Self.field(content, from: offset),
      let value = try Self.field(content, from: key.upperBound)
    else { return nil }
    let keyBytes = Array(content[key])
    guard lastKey.lexicographicallyPrecedes(keyBytes) else {
      throw SyncError.snapshotRefused(reason: "its rows do not ascend")
    }
    tree.append(content[offset..<value.upperBound])
    lastKey = keyBytes
    try row(keyBytes, Array(content[value]))
    return value.upperBound
  }

  /// The bytes of a length and what follows it; `nil` if they are not all here.
  private static func field(_ content: [UInt8], from offset: Int) throws -> Range<Int>? {
    var length = 0
    var place = offset
    for shift in stride(from: 0, through: 28, by: 7) {
      guard place < content.count else { return nil }
      length |= Int(content[place] & 0x7F) << shift
      place += 1
      guard content[place - 1] >= 0x80 else {
        return place + length <= content.count ? place..<place + length : nil
      }
    }
    throw SyncError.snapshotRefused(reason: "the length of a row cannot be read")
  }

  /// Whether everything came.
  ///
  /// - Throws: `SyncError.snapshotRefused` if parts are missing, or if the rows do not add up to the
  ///   state that the manifest says.
  public func finish() throws(SyncError) {
    guard next == snapshot.message.part.count, rest.isEmpty else {
      throw .snapshotRefused(reason: "it ends too early")
    }
    guard tree.count == snapshot.message.rowCount,
      Digest(snapshot.message.stateHash) == tree.head
    else { throw .snapshotRefused(reason: "its rows are not the state that it names") }
  }
}

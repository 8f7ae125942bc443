internal import SignedLogs

/// A stretch of a log as one row holds it: commits and seals one after the other, verbatim.
///
/// Each begins with a byte that says what it is. Two stretches that follow each other are one
/// stretch when they are put together.
struct SegmentBytes {
  private enum Item {
    /// u8 1 ‖ length of header ‖ header ‖ u8 length of salt ‖ salt ‖ length of payload ‖ payload;
    /// lengths as LEB128.
    static let commit: UInt8 = 1
    /// u8 2 ‖ length of header ‖ header ‖ 32 bytes: the digest of salt and payload, which were
    /// withdrawn.
    static let withdrawnCommit: UInt8 = 2
    /// u8 3 ‖ length ‖ signature: the seal over the commit before it.
    static let seal: UInt8 = 3
  }

  private(set) var bytes: [UInt8] = []

  init(bytes: [UInt8] = []) { self.bytes = bytes }

  mutating func append(_ commit: UnverifiedCommit) {
    if let digest = commit.withdrawnDigest {
      bytes.append(Item.withdrawnCommit)
      append(commit.header)
      bytes += digest.bytes
      return
    }
    bytes.append(Item.commit)
    append(commit.header)
    bytes.append(UInt8(truncatingIfNeeded: commit.salt.count))
    bytes += commit.salt
    append(commit.payload)
  }

  mutating func append(_ seal: Seal) {
    bytes.append(Item.seal)
    append(seal.signature)
  }

  mutating func append(_ other: SegmentBytes) { bytes += other.bytes }

  private mutating func append(_ content: [UInt8]) {
    var rest = content.count
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
    bytes += content
  }
}

extension SegmentBytes {
  /// Reads a part of the stretch.
  ///
  /// - Parameters:
  ///   - start: The counter of the first commit.
  ///   - wanted: The counters to read.
  /// - Returns: The commits, and the seals over any of them.
  /// - Throws: ``ReplicaError/storedRecordDamaged(table:)``.
  func read(from start: UInt64, wanted: ClosedRange<UInt64>) throws -> (
    commits: [UnverifiedCommit], seals: [Seal]
  ) {
    var commits: [UnverifiedCommit] = []
    var seals: [Seal] = []
    var counter = start
    var reader = SegmentReader(bytes)
    while let item = try reader.byte() {
      let isWanted = wanted.contains(item == Item.seal ? counter - 1 : counter)
      switch item {
      case Item.commit:
        if counter > wanted.upperBound { return (commits, seals) }
        let header = try reader.content(isWanted)
        let salt = try reader.salt(isWanted)
        let payload = try reader.content(isWanted)
        if isWanted {
          commits.append(UnverifiedCommit(header: header, salt: salt, payload: payload))
        }
        counter += 1
      case Item.withdrawnCommit:
        if counter > wanted.upperBound { return (commits, seals) }
        let header = try reader.content(isWanted)
        guard let digest = Digest(try reader.take(Digest.length, true)) else {
          throw SegmentReader.damage
        }
        if isWanted {
          commits.append(UnverifiedCommit(header: header, withdrawnDigest: digest))
        }
        counter += 1
      case Item.seal:
        let signature = try reader.content(isWanted)
        if isWanted { seals.append(Seal(counter: counter - 1, signature: signature)) }
      default: throw SegmentReader.damage
      }
    }
    return (commits, seals)
  }
}

/// Walks over the bytes of a stretch.
private struct SegmentReader {
  private let bytes: [UInt8]
  private var offset = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  static let damage = ReplicaError.storedRecordDamaged(table: "logSegment")

  mutating func byte() throws -> UInt8? {
    guard offset < bytes.count else { return nil }
    defer { offset += 1 }
    return bytes[offset]
  }

  mutating func salt(_ isWanted: Bool) throws -> [UInt8] {
    guard let count = try byte() else { throw Self.damage }
    return try take(Int(count), isWanted)
  }

  mutating func content(_ isWanted: Bool) throws -> [UInt8] {
    var length = 0
    for shift in stride(from: 0, through: 28, by: 7) {
      guard let next = try byte() else { throw Self.damage }
      length |= Int(next & 0x7F) << shift
      if next < 0x80 { return try take(length, isWanted) }
    }
    throw Self.damage
  }

  mutating func take(_ count: Int, _ isWanted: Bool) throws -> [UInt8] {
    guard count <= bytes.count - offset else { throw Self.damage }
    defer { offset += count }
    return isWanted ? Array(bytes[offset..<offset + count]) : []
  }
}

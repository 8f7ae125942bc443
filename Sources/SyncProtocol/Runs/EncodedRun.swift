import ProtocolMessages
public import SignedLogs
import SwiftProtobuf

public import struct Foundation.Data

/// A part of a log as it travels, made once however many peers it is sent to: only the number by
/// which a session calls the scope is written in front.
public struct EncodedRun: Sendable, Hashable {
  public let logIndex: UInt32
  public let first: UInt64
  /// The last counter in it.
  public let last: UInt64
  /// The fields of `LogRun` behind `scope_number`, serialised.
  private let body: [UInt8]

  /// How many commits.
  public var count: Int { Int(last - first + 1) }
  /// About how many bytes the frame has.
  public var byteCount: Int { body.count + 16 }

  /// Makes the next run of a log: as many of the commits as one frame may carry, up to the last
  /// seal among them.
  ///
  /// Of several seals only the last goes along: it stands for all commits before it. If no seal
  /// falls within what a frame may carry, the run goes without, and a later one brings it.
  ///
  /// - Parameters:
  ///   - logIndex: The log's.
  ///   - first: The counter of the first commit.
  ///   - commits: In order, verbatim.
  ///   - seals: Those that are kept for them, in any order; others are passed over.
  ///   - byteLimit: The most bytes of headers, salts and payloads; one commit goes in any case.
  public init?(
    logIndex: UInt32, first: UInt64, commits: [UnverifiedCommit], seals: [Seal],
    byteLimit: Int = SyncLimits.bytesPerRun
  ) {
    let fitting = Self.fitting(commits, byteLimit: min(byteLimit, SyncLimits.bytesPerRun))
    guard fitting > 0, first > 0 else { return nil }
    let end = first + UInt64(fitting) - 1
    let seal = seals.filter { first <= $0.counter && $0.counter <= end }
      .max { $0.counter < $1.counter }
    self.logIndex = logIndex
    self.first = first
    last = seal?.counter ?? end
    let count = Int(last - first + 1)
    body = Self.body(
      logIndex: logIndex, first: first, commits: commits.prefix(count), seal: seal)
  }

  private static func fitting(_ commits: [UnverifiedCommit], byteLimit: Int) -> Int {
    var bytes = 0
    var count = 0
    for commit in commits.prefix(SyncLimits.commitsPerRun) {
      bytes += commit.byteCount
      guard count == 0 || bytes <= byteLimit else { break }
      count += 1
    }
    return count
  }

  private static func body(
    logIndex: UInt32, first: UInt64, commits: ArraySlice<UnverifiedCommit>, seal: Seal?
  ) -> [UInt8] {
    var writer = FieldWriter()
    writer.number(UInt64(logIndex), field: 2)
    writer.number(first, field: 3)
    if let packed = packed(commits, seal) {
      writer.content(packed.bytes, field: 6)
      writer.number(UInt64(commits.count), field: 7)
      writer.number(UInt64(packed.length), field: 8)
    } else {
      for commit in commits { writer.commit(commit, field: 4) }
      if let seal { writer.seal(seal, field: 5) }
    }
    return writer.bytes
  }

  /// The content in zlib's format, if that is shorter.
  private static func packed(_ commits: ArraySlice<UnverifiedCommit>, _ seal: Seal?)
    -> (bytes: [UInt8], length: Int)?
  {
    guard commits.count > 1 || (commits.first?.byteCount ?? 0) > 256 else { return nil }
    var content = FieldWriter()
    content.reserve(commits.reduce(0) { $0 + $1.byteCount + 12 })
    for commit in commits { content.commit(commit, field: 1) }
    if let seal { content.seal(seal, field: 2) }
    guard let packed = Packing.pack(content.bytes), packed.count + 8 < content.bytes.count else {
      return nil
    }
    return (packed, content.bytes.count)
  }

  /// The `Frame` of one session.
  ///
  /// - Parameter scopeNumber: How the two peers call the scope; from 1.
  /// - Returns: Its bytes.
  public func frame(scopeNumber: UInt32) -> Data {
    var writer = FieldWriter()
    let number = 1 + FieldWriter.length(ofVarint: UInt64(scopeNumber))
    writer.reserve(body.count + number + 8)
    writer.begin(field: 8, length: body.count + number)
    writer.number(UInt64(scopeNumber), field: 1)
    return Data(writer.bytes + body)
  }
}

internal import Foundation
public import ProtocolMessages
internal import SwiftProtobuf

/// A commit's three byte strings, as they came. Nothing about them has been checked; they are kept
/// and sent on exactly so.
public struct UnverifiedCommit: Hashable, Sendable, Codable {
  public let header: [UInt8]
  /// 16 bytes if the payload may have to be withdrawn some day, else none.
  public let salt: [UInt8]
  public let payload: [UInt8]

  public init(header: [UInt8], salt: [UInt8], payload: [UInt8]) {
    self.header = header
    self.salt = salt
    self.payload = payload
  }

  /// Takes them as they travel.
  public init(_ message: Iscan_Sync_V1_CommitBytes) {
    self.init(
      header: Array(message.header), salt: Array(message.salt), payload: Array(message.payload))
  }

  /// As they travel.
  public var message: Iscan_Sync_V1_CommitBytes {
    .with {
      $0.header = Data(header)
      $0.salt = Data(salt)
      $0.payload = Data(payload)
    }
  }

  /// Header, salt and payload together; bytes.
  public var byteCount: Int { header.count + salt.count + payload.count }

  /// H(TAG(payload) ‖ u8(length of salt) ‖ salt ‖ payload).
  ///
  /// - Precondition: The salt has at most 255 bytes.
  var payloadDigest: Digest {
    var bytes = Tag.payload.bytes
    bytes.reserveCapacity(33 + salt.count + payload.count)
    bytes.append(UInt8(salt.count))
    bytes += salt
    bytes += payload
    return Digest(hashing: bytes)
  }
}

extension LogHead {
  /// The head after one more commit: H(TAG(commit) ‖ log id ‖ u64 counter ‖ hash before ‖
  /// u32 length of header ‖ header ‖ payload digest).
  ///
  /// - Precondition: The commit is within ``LogLimits``.
  func appending(_ commit: UnverifiedCommit) -> LogHead {
    let counter = self.counter + 1
    var bytes = Tag.commit.bytes
    bytes.reserveCapacity(140 + commit.header.count)
    bytes.append(logID.digest)
    bytes.append(bigEndian: counter)
    bytes.append(hash)
    bytes.append(bigEndian: UInt32(commit.header.count))
    bytes += commit.header
    bytes.append(commit.payloadDigest)
    return LogHead(logID: logID, counter: counter, hash: Digest(hashing: bytes))
  }
}

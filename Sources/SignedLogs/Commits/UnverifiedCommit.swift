internal import Foundation
public import ProtocolMessages
internal import SwiftProtobuf

/// A commit's three byte strings, as they came. Nothing about them has been checked; they are kept
/// and sent on exactly so.
///
/// Once a control record has withdrawn the payload, its digest stands in the place of salt and
/// payload, and the chain still verifies.
public struct UnverifiedCommit: Hashable, Sendable, Codable {
  public let header: [UInt8]
  /// 16 bytes if the payload may have to be withdrawn some day, else none.
  public let salt: [UInt8]
  public let payload: [UInt8]
  /// The digest of salt and payload, which were withdrawn and are both empty here; `nil` if they
  /// are here.
  public let withdrawnDigest: Digest?

  public init(header: [UInt8], salt: [UInt8], payload: [UInt8]) {
    (self.header, self.salt, self.payload, withdrawnDigest) = (header, salt, payload, nil)
  }

  /// A commit whose payload was withdrawn.
  public init(header: [UInt8], withdrawnDigest: Digest) {
    (self.header, salt, payload) = (header, [], [])
    self.withdrawnDigest = withdrawnDigest
  }

  /// Takes them as they travel. Beside a payload's digest, salt and payload are passed over.
  public init(_ message: Iscan_Sync_V1_CommitBytes) {
    if let digest = Digest(message.payloadDigest) {
      self.init(header: Array(message.header), withdrawnDigest: digest)
    } else {
      self.init(
        header: Array(message.header), salt: Array(message.salt), payload: Array(message.payload))
    }
  }

  /// As they travel.
  public var message: Iscan_Sync_V1_CommitBytes {
    .with {
      $0.header = Data(header)
      if let withdrawnDigest {
        $0.payloadDigest = Data(withdrawnDigest.bytes)
      } else {
        $0.salt = Data(salt)
        $0.payload = Data(payload)
      }
    }
  }

  /// Header, salt and payload together; bytes.
  public var byteCount: Int { header.count + salt.count + payload.count }

  /// H(TAG(payload) ‖ u8(length of salt) ‖ salt ‖ payload).
  ///
  /// - Precondition: The salt has at most 255 bytes.
  public var payloadDigest: Digest {
    var scratch: [UInt8] = []
    return payloadDigest(using: &scratch)
  }

  func payloadDigest(using scratch: inout [UInt8]) -> Digest {
    if let withdrawnDigest { return withdrawnDigest }
    scratch.removeAll(keepingCapacity: true)
    scratch.append(Tag.payload)
    scratch.append(UInt8(salt.count))
    scratch.append(contentsOf: salt)
    scratch.append(contentsOf: payload)
    return Digest(hashing: scratch)
  }

  /// The commit without what was withdrawn.
  public func withdrawn() -> UnverifiedCommit {
    UnverifiedCommit(header: header, withdrawnDigest: payloadDigest)
  }
}

extension LogHead {
  /// The head after one more commit: H(TAG(commit) ‖ log id ‖ u64 counter ‖ hash before ‖
  /// u32 length of header ‖ header ‖ payload digest).
  ///
  /// - Parameters:
  ///   - header: The commit's header; at most ``LogLimits/headerBytesMax``.
  ///   - payloadDigest: The digest of its salt and payload.
  /// - Returns: The log's end with it.
  /// - Precondition: The counter is below the greatest number of 64 bits.
  public func appending(header: [UInt8], payloadDigest: Digest) -> LogHead {
    var scratch: [UInt8] = []
    return appending(header: header, payloadDigest: payloadDigest, using: &scratch)
  }

  func appending(_ commit: UnverifiedCommit) -> LogHead {
    appending(header: commit.header, payloadDigest: commit.payloadDigest)
  }

  /// The same for one commit after another; `scratch` saves an allocation for each.
  func appending(_ commit: UnverifiedCommit, using scratch: inout [UInt8]) -> LogHead {
    let digest = commit.payloadDigest(using: &scratch)
    return appending(header: commit.header, payloadDigest: digest, using: &scratch)
  }

  private func appending(header: [UInt8], payloadDigest: Digest, using scratch: inout [UInt8])
    -> LogHead
  {
    let counter = self.counter + 1
    scratch.removeAll(keepingCapacity: true)
    scratch.append(Tag.commit)
    scratch.append(logID.digest)
    scratch.append(bigEndian: counter)
    scratch.append(hash)
    scratch.append(bigEndian: UInt32(header.count))
    scratch.append(contentsOf: header)
    scratch.append(payloadDigest)
    return LogHead(logID: logID, counter: counter, hash: Digest(hashing: scratch))
  }
}

internal import Foundation
public import ProtocolMessages
internal import SwiftProtobuf

/// What a commit adds to the chain: enough to hash it, nothing to read.
public struct ChainLink: Hashable, Sendable, Codable {
  public let header: [UInt8]
  public let payloadDigest: Digest

  public init(header: [UInt8], payloadDigest: Digest) {
    (self.header, self.payloadDigest) = (header, payloadDigest)
  }

  public init(_ commit: UnverifiedCommit) {
    self.init(header: commit.header, payloadDigest: commit.payloadDigest)
  }
}

/// Two seals by one log's key over different histories, as they came. Nothing has been checked.
public struct ForkProof: Hashable, Sendable, Codable {
  public let logIndex: UInt32
  /// The place that both histories have another commit in.
  public let counter: UInt64
  public let firstHash: Digest
  /// Over the first hash.
  public let firstSeal: [UInt8]
  public let secondHash: Digest
  /// Over the second hash; with links, over what they make of it.
  public let secondSeal: [UInt8]
  /// The commits of the second history from `counter` + 1 up to its seal; at most
  /// ``LogLimits/forkLinksMax``.
  public let secondLinks: [ChainLink]

  public init(
    logIndex: UInt32, counter: UInt64, firstHash: Digest, firstSeal: [UInt8], secondHash: Digest,
    secondSeal: [UInt8], secondLinks: [ChainLink] = []
  ) {
    self.logIndex = logIndex
    self.counter = counter
    self.firstHash = firstHash
    self.firstSeal = firstSeal
    self.secondHash = secondHash
    self.secondSeal = secondSeal
    self.secondLinks = secondLinks
  }

  /// Takes it as it travels; ``SignedLogError/forkUnproven(logIndex:)`` if a hash has not 32 bytes
  /// or the links are too many.
  public init(_ message: Iscan_Sync_V1_ForkProof) throws(SignedLogError) {
    guard let first = Digest(message.firstHash), let second = Digest(message.secondHash),
      message.secondLink.count <= LogLimits.forkLinksMax
    else { throw .forkUnproven(logIndex: message.logIndex) }
    var links: [ChainLink] = []
    for link in message.secondLink {
      guard let digest = Digest(link.payloadDigest),
        link.header.count <= LogLimits.headerBytesMax
      else { throw .forkUnproven(logIndex: message.logIndex) }
      links.append(ChainLink(header: Array(link.header), payloadDigest: digest))
    }
    self.init(
      logIndex: message.logIndex, counter: message.counter, firstHash: first,
      firstSeal: Array(message.firstSeal), secondHash: second,
      secondSeal: Array(message.secondSeal), secondLinks: links)
  }

  /// As it travels.
  public var message: Iscan_Sync_V1_ForkProof {
    .with {
      $0.logIndex = logIndex
      $0.counter = counter
      $0.firstHash = Data(firstHash.bytes)
      $0.firstSeal = Data(firstSeal)
      $0.secondHash = Data(secondHash.bytes)
      $0.secondSeal = Data(secondSeal)
      $0.secondLink = secondLinks.map { link in
        .with {
          $0.header = Data(link.header)
          $0.payloadDigest = Data(link.payloadDigest.bytes)
        }
      }
    }
  }
}

/// A log that was continued in two ways, proven: a restored or copied node, or a dishonest one.
///
/// Nobody can make one against a key whose holder never sealed two histories: the seals bind
/// everything before them.
public struct VerifiedForkProof: Hashable, Sendable {
  public let log: LogID
  public let proof: ForkProof

  /// Checks a proof.
  ///
  /// - Parameters:
  ///   - proof: As it came.
  ///   - log: The log's name.
  ///   - logKey: The log's key.
  /// - Throws: ``SignedLogError/forkUnproven(logIndex:)``.
  public init(verifying proof: ForkProof, log: LogID, logKey: PublicKey) throws(SignedLogError) {
    let unproven = SignedLogError.forkUnproven(logIndex: proof.logIndex)
    guard proof.counter >= 1, proof.firstHash != proof.secondHash,
      proof.secondLinks.count <= LogLimits.forkLinksMax,
      proof.counter <= .max - UInt64(proof.secondLinks.count)
    else { throw unproven }
    let first = LogHead(logID: log, counter: proof.counter, hash: proof.firstHash)
    var second = LogHead(logID: log, counter: proof.counter, hash: proof.secondHash)
    for link in proof.secondLinks {
      second = second.appending(header: link.header, payloadDigest: link.payloadDigest)
    }
    guard logKey.verifies(proof.firstSeal, of: first.sealedBytes),
      logKey.verifies(proof.secondSeal, of: second.sealedBytes)
    else { throw unproven }
    (self.log, self.proof) = (log, proof)
  }

  /// Checks a proof with the control log alone.
  ///
  /// - Throws: ``SignedLogError/forkUnproven(logIndex:)``, also for a log that is not admitted.
  public init(verifying proof: ForkProof, control: ControlState) throws(SignedLogError) {
    guard let genesis = control.logs[proof.logIndex]?.genesis else {
      throw .forkUnproven(logIndex: proof.logIndex)
    }
    try self.init(verifying: proof, log: genesis.log, logKey: genesis.logKey)
  }
}

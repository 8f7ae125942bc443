public import SignedLogs

/// What a replica can show for its history of a log at one place: the hash there, and a seal over it
/// or over what follows from it.
public struct LogEvidence: Sendable, Hashable {
  public let counter: UInt64
  /// The log's hash at `counter`.
  public let hash: Digest
  /// The next seal at or after `counter`.
  public let seal: Seal
  /// What the commits from `counter` + 1 up to the seal add to the chain.
  public let links: [ChainLink]

  public init(counter: UInt64, hash: Digest, seal: Seal, links: [ChainLink]) {
    self.counter = counter
    self.hash = hash
    self.seal = seal
    self.links = links
  }

  /// Whether the holder of the log's key sealed a history that has `hash` at `counter`.
  public func isGood(of log: VerifiedLogGenesis) -> Bool {
    var head = LogHead(logID: log.log, counter: counter, hash: hash)
    for link in links {
      head = head.appending(header: link.header, payloadDigest: link.payloadDigest)
    }
    return head.counter == seal.counter && seal.seals(head, logKey: log.logKey)
  }
}

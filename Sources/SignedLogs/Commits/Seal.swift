internal import Foundation
public import ProtocolMessages
internal import SwiftProtobuf

/// A log key's signature over a head: the author stands by this commit and by all before it.
public struct Seal: Hashable, Sendable, Codable {
  public let counter: UInt64
  /// Ed25519; 64 bytes if it is any good.
  public let signature: [UInt8]

  public init(counter: UInt64, signature: [UInt8]) {
    self.counter = counter
    self.signature = signature
  }

  /// Takes it as it travels.
  public init(_ message: Iscan_Sync_V1_Seal) {
    self.init(counter: message.counter, signature: Array(message.signature))
  }

  /// As it travels.
  public var message: Iscan_Sync_V1_Seal {
    .with {
      $0.counter = counter
      $0.signature = Data(signature)
    }
  }

  /// What stands in a seal's place where a log ends by decision: the authority's word for that very
  /// commit. It is neither stored nor sent: whoever has the control log has it.
  public static func end(at counter: UInt64) -> Seal { Seal(counter: counter, signature: []) }

  /// Whether it is the authority's word and not the author's.
  public var isEnd: Bool { signature.isEmpty }

  /// Whether the holder of the log key sealed this head.
  public func seals(_ head: LogHead, logKey: PublicKey) -> Bool {
    counter == head.counter && logKey.verifies(signature, of: head.sealedBytes)
  }
}

extension LogHead {
  /// What a seal signs: TAG(seal) ‖ log id ‖ u64 counter ‖ commit hash; always 104 bytes.
  public var sealedBytes: [UInt8] {
    var bytes = Tag.seal.bytes
    bytes.reserveCapacity(104)
    bytes.append(logID.digest)
    bytes.append(bigEndian: counter)
    bytes.append(hash)
    return bytes
  }
}

/// Seals a head. Bytes leave a process only after this.
///
/// - Parameters:
///   - head: The end of the log as it is durably stored.
///   - key: The log's key.
/// - Returns: The seal.
/// - Throws: ``SignedLogError/keyUnusable(reason:)`` if the cryptographic library fails.
public func seal(_ head: LogHead, with key: LogKey) throws(SignedLogError) -> Seal {
  Seal(counter: head.counter, signature: try key.sign(head.sealedBytes))
}

public import ProtocolMessages
public import SignedLogs
import SwiftProtobuf

import struct Foundation.Data

/// The hub's signed word that it holds a scope's commits durably up to stated positions.
public struct ReceiptRecord: Sendable, Hashable {
  public let scope: ScopeID
  /// Ascending by log index.
  public let frontier: [StatedPosition]
  /// Milliseconds since 1970 by the hub's clock.
  public let receivedAt: UInt64
  /// The receipt as it travels and is stored, with the hub's signature.
  public let message: Iscan_Sync_V1_Receipt
  private let signedBytes: [UInt8]

  /// Reads a receipt; nothing for a message without a scope or with positions out of order.
  ///
  /// - Parameter message: As it came, or as it was stored.
  public init?(_ message: Iscan_Sync_V1_Receipt) {
    guard let scope = ScopeID(message.scopeID), let entries = message.entries else { return nil }
    self.scope = scope
    self.message = message
    frontier = message.frontier.map(StatedPosition.init)
    receivedAt = message.receivedAt
    signedBytes = receiptBytes(scope: scope, frontier: entries, receivedAt: message.receivedAt)
  }

  /// Makes a receipt; nothing if the positions are out of order.
  ///
  /// - Parameters:
  ///   - scope: The scope.
  ///   - frontier: Ascending by log index.
  ///   - receivedAt: Milliseconds since 1970.
  ///   - key: The hub's identity key.
  /// - Throws: What the key throws.
  init?(
    scope: ScopeID, frontier: [StatedPosition], receivedAt: UInt64, signedBy key: IdentityKey
  ) throws {
    let unsigned = Iscan_Sync_V1_Receipt.with {
      $0.scopeID = Data(scope.bytes)
      $0.frontier = frontier.map(\.message)
      $0.receivedAt = receivedAt
    }
    guard let record = ReceiptRecord(unsigned) else { return nil }
    var signed = unsigned
    signed.signature = Data(try key.sign(record.signedBytes))
    self.init(signed)
  }

  /// Whether it says more than another, and of no log less. What lies beyond the end of a log is
  /// nobody's any more: that much less may be said of it.
  ///
  /// - Parameters:
  ///   - other: An earlier word of the same hub, or a later one.
  ///   - control: The scope's control log.
  /// - Returns: Whether it takes the other's place.
  public func saysMore(than other: ReceiptRecord, under control: ControlState) -> Bool {
    let here = Dictionary(frontier.map { ($0.logIndex, $0.counter) }, uniquingKeysWith: max)
    return frontier != other.frontier
      && other.frontier.allSatisfy {
        control.counted($0.counter, of: $0.logIndex) <= here[$0.logIndex] ?? 0
      }
  }

  /// Whether the holder of an identity key gave this receipt.
  public func isSigned(by key: PublicKey) -> Bool {
    key.verifies(message.signature, of: signedBytes)
  }
}

extension Iscan_Sync_V1_Receipt {
  /// The positions as they are signed: of a hash only the first 8 bytes travel, and only they count.
  /// Nothing if they do not ascend.
  fileprivate var entries: [FrontierEntry]? {
    var entries: [FrontierEntry] = []
    for position in frontier {
      guard position.headHashPrefix.count == 8, position.logIndex > entries.last?.logIndex ?? 0,
        let hash = Digest(position.headHashPrefix + [UInt8](repeating: 0, count: 24))
      else { return nil }
      entries.append(
        FrontierEntry(logIndex: position.logIndex, counter: position.counter, headHash: hash))
    }
    return entries
  }
}

internal import Foundation
public import ProtocolMessages
internal import SwiftProtobuf

/// Bytes and the signature that came with them. Nothing about either has been checked.
public struct SignedContent: Hashable, Sendable, Codable {
  public let content: [UInt8]
  public let signature: [UInt8]

  public init(content: [UInt8], signature: [UInt8]) {
    self.content = content
    self.signature = signature
  }

  /// Takes them as they travel.
  public init(_ message: Iscan_Sync_V1_SignedBytes) {
    self.init(content: Array(message.content), signature: Array(message.signature))
  }

  /// As they travel.
  public var message: Iscan_Sync_V1_SignedBytes {
    .with {
      $0.content = Data(content)
      $0.signature = Data(signature)
    }
  }
}

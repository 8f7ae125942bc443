internal import Foundation
public import ProtocolMessages
internal import SwiftProtobuf

/// Bytes and the signature that came with them. Nothing about either has been checked.
public struct SignedContent: Hashable, Sendable, Codable {
  public let content: [UInt8]
  public let signature: [UInt8]
  /// Those of further holders of a scope's authority, ascending by holder; of a control record only.
  public let coSignatures: [CoSignature]

  public init(content: [UInt8], signature: [UInt8], coSignatures: [CoSignature] = []) {
    self.content = content
    self.signature = signature
    self.coSignatures = coSignatures
  }

  /// Takes them as they travel.
  public init(_ message: Iscan_Sync_V1_SignedBytes) {
    self.init(
      content: Array(message.content), signature: Array(message.signature),
      coSignatures: message.coSignature.map {
        CoSignature(holder: $0.holder, signature: Array($0.signature))
      })
  }

  /// As they travel.
  public var message: Iscan_Sync_V1_SignedBytes {
    .with {
      $0.content = Data(content)
      $0.signature = Data(signature)
      $0.coSignature = coSignatures.map { coSignature in
        .with {
          $0.holder = coSignature.holder
          $0.signature = Data(coSignature.signature)
        }
      }
    }
  }
}

/// A further holder's signature over the same bytes.
public struct CoSignature: Hashable, Sendable, Codable {
  /// The place of the holder's key in the scope's genesis, from 1.
  public let holder: UInt32
  public let signature: [UInt8]

  public init(holder: UInt32, signature: [UInt8]) {
    (self.holder, self.signature) = (holder, signature)
  }
}

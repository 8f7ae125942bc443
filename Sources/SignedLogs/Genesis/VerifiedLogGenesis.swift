internal import Foundation
internal import ProtocolMessages
internal import SwiftProtobuf

/// The beginning of one node's log in one scope, checked. Its bytes name the log.
public struct VerifiedLogGenesis: Hashable, Sendable {
  public let log: LogID
  public let scope: ScopeID
  public let node: NodeID
  /// Which set-up of the node the log belongs to; from 1.
  public let incarnation: UInt32
  public let logKey: PublicKey
  /// Where the log of the incarnation before ended, as far as the node knew.
  public let previousLog: LogHead?
  /// The bytes that were checked, as they are kept and sent.
  public let signed: SignedContent

  /// Checks bytes from elsewhere.
  ///
  /// - Parameters:
  ///   - signed: The bytes and the identity key's signature over TAG(log) ‖ bytes.
  ///   - identityKey: The key of the node that is said to have begun the log.
  /// - Throws: ``SignedLogError`` for the first rule that they break.
  public init(verifying signed: SignedContent, identityKey: PublicKey) throws(SignedLogError) {
    let message: Iscan_Sync_V1_LogGenesis = try strictlyRead(
      signed.content, part: .logGenesis, shape: .logGenesis)
    func invalid(_ field: String, _ reason: String) -> SignedLogError {
      .fieldInvalid(.logGenesis, field: field, reason: reason)
    }
    guard let scope = ScopeID(message.scopeID) else {
      throw invalid("scope_id", "not of 32 bytes")
    }
    guard let node = NodeID(message.nodeID), node == NodeID(identityKey: identityKey) else {
      throw invalid("node_id", "not the hash of the node's identity key")
    }
    guard message.incarnation >= 1 else { throw invalid("incarnation", "0") }
    guard message.nonce.count == LogLimits.nonceBytes else {
      throw invalid("nonce", "not of \(LogLimits.nonceBytes) bytes")
    }
    logKey = try PublicKey(message.logPublicKey)
    previousLog = try message.hasPreviousLog ? LogHead(message.previousLog) : nil
    guard identityKey.verifies(signed.signature, of: Tag.log.bytes + signed.content) else {
      throw .signatureInvalid(.logGenesis)
    }
    log = LogID(Digest(hashing: Tag.log.bytes + signed.content))
    (self.scope, self.node, incarnation) = (scope, node, message.incarnation)
    self.signed = signed
  }
}

extension LogHead {
  fileprivate init(_ message: Iscan_Sync_V1_PreviousLog) throws(SignedLogError) {
    guard let log = LogID(message.logID), let hash = Digest(message.headHash) else {
      throw .fieldInvalid(.logGenesis, field: "previous_log", reason: "not of 32 bytes each")
    }
    self.init(logID: log, counter: message.counter, hash: hash)
  }
}

/// Begins logs.
public enum LogGenesis {
  /// Makes the beginning of a log.
  ///
  /// - Parameters:
  ///   - scope: The scope that it will be admitted to.
  ///   - identity: The node's identity key.
  ///   - incarnation: From 1; one more than any that the node had in the scope.
  ///   - logKey: The public part of the new key that will seal the log.
  ///   - nonce: 16 bytes never used before.
  ///   - previousLog: Where the node's log before this one ended; `nil` for the first.
  /// - Returns: The genesis; its `signed` bytes are to be kept and sent for admission.
  /// - Throws: ``SignedLogError`` if an argument breaks a rule of ``VerifiedLogGenesis``.
  public static func make(
    scope: ScopeID, identity: IdentityKey, incarnation: UInt32, logKey: PublicKey,
    nonce: [UInt8], previousLog: LogHead? = nil
  ) throws(SignedLogError) -> VerifiedLogGenesis {
    let message = Iscan_Sync_V1_LogGenesis.with {
      $0.scopeID = Data(scope.bytes)
      $0.nodeID = Data(NodeID(identityKey: identity.publicKey).bytes)
      $0.incarnation = incarnation
      $0.logPublicKey = Data(logKey.bytes)
      $0.nonce = Data(nonce)
      if let previousLog {
        $0.previousLog.logID = Data(previousLog.logID.bytes)
        $0.previousLog.counter = previousLog.counter
        $0.previousLog.headHash = Data(previousLog.hash.bytes)
      }
    }
    let content = try written(message, part: .logGenesis)
    let signature = try identity.sign(Tag.log.bytes + content)
    return try VerifiedLogGenesis(
      verifying: SignedContent(content: content, signature: signature),
      identityKey: identity.publicKey)
  }
}

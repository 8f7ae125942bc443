internal import Foundation
internal import ProtocolMessages
internal import SwiftProtobuf

/// Who a scope is for.
public enum ScopeKind: UInt32, Sendable, Codable, CaseIterable {
  /// The members of the region and their keys.
  case control = 1
  /// One node and the hub.
  case pair = 2
  /// Several nodes and the hub; all may write.
  case group = 3
  /// Only the hub writes.
  case broadcast = 4
}

/// The beginning of a scope, checked. Its bytes name the scope.
public struct VerifiedScopeGenesis: Hashable, Sendable {
  public let scope: ScopeID
  public let kind: ScopeKind
  /// 1 to 64 UTF-8 bytes.
  public let name: String
  public let authorityKey: PublicKey
  /// What the next authority key hashes to: H(TAG(next-key) ‖ key).
  public let nextAuthorityKeyHash: Digest
  public let rulesVersion: UInt32
  /// Further holders of the authority; at most 8.
  public let coAuthorityKeys: [PublicKey]
  /// How many holders must sign a control record, the first always among them; at least 1.
  public let authorityThreshold: Int
  /// The bytes that were checked, as they are kept and sent.
  public let signed: SignedContent

  /// Checks bytes from elsewhere.
  ///
  /// The signature only shows that the holder of the authority key in the bytes made them. Whether
  /// this is *the* scope that a node wants is told by its name alone, which it got when it enrolled.
  ///
  /// - Parameter signed: The bytes and the authority key's signature over TAG(scope) ‖ bytes.
  /// - Throws: ``SignedLogError`` for the first rule that they break.
  public init(verifying signed: SignedContent) throws(SignedLogError) {
    let message: Iscan_Sync_V1_ScopeGenesis = try strictlyRead(
      signed.content, part: .scopeGenesis, shape: .scopeGenesis)
    func invalid(_ field: String, _ reason: String) -> SignedLogError {
      .fieldInvalid(.scopeGenesis, field: field, reason: reason)
    }
    guard let kind = ScopeKind(rawValue: UInt32(exactly: message.kind.rawValue) ?? 0) else {
      throw invalid("kind", "not known")
    }
    guard (1...LogLimits.nameBytesMax).contains(message.name.utf8.count) else {
      throw invalid("name", "not of 1 to \(LogLimits.nameBytesMax) bytes")
    }
    guard let next = Digest(message.nextAuthorityKeyHash) else {
      throw invalid("next_authority_key_hash", "not of 32 bytes")
    }
    guard message.nonce.count == LogLimits.nonceBytes else {
      throw invalid("nonce", "not of \(LogLimits.nonceBytes) bytes")
    }
    guard message.rulesVersion >= 1 else { throw invalid("rules_version", "0") }
    let authorityKey = try PublicKey(message.authorityKey)
    coAuthorityKeys = try Self.coAuthorityKeys(message, beside: authorityKey)
    authorityThreshold = max(1, Int(message.authorityThreshold))
    guard authorityThreshold <= 1 + coAuthorityKeys.count else {
      throw invalid("authority_threshold", "more than there are holders")
    }
    self.authorityKey = authorityKey
    guard authorityKey.verifies(signed.signature, of: Tag.scope.bytes + signed.content) else {
      throw .signatureInvalid(.scopeGenesis)
    }
    scope = ScopeID(Digest(hashing: Tag.scope.bytes + signed.content))
    (self.kind, name, nextAuthorityKeyHash) = (kind, message.name, next)
    rulesVersion = message.rulesVersion
    self.signed = signed
  }

  /// One holder must not sign for two.
  private static func coAuthorityKeys(
    _ message: Iscan_Sync_V1_ScopeGenesis, beside first: PublicKey
  ) throws(SignedLogError) -> [PublicKey] {
    var keys: [PublicKey] = []
    for bytes in message.coAuthorityKey {
      let key = try PublicKey(bytes)
      guard key != first, !keys.contains(key), keys.count < LogLimits.coAuthoritiesMax else {
        throw .fieldInvalid(
          .scopeGenesis, field: "co_authority_key",
          reason: "not up to \(LogLimits.coAuthoritiesMax) keys of different holders")
      }
      keys.append(key)
    }
    return keys
  }
}

/// Begins scopes.
public enum ScopeGenesis {
  /// The newest rules that this release judges commits by.
  public static let newestRulesVersion: UInt32 = 2

  /// Makes the beginning of a scope.
  ///
  /// - Parameters:
  ///   - kind: Who it is for.
  ///   - name: 1 to 64 UTF-8 bytes.
  ///   - authority: The key that will decide its membership.
  ///   - nextAuthorityKey: The key that will follow; its private part is best kept off this machine.
  ///   - nonce: 16 bytes never used before, so that no two scopes are named alike.
  ///   - coAuthorities: Further holders of the authority; at most 8.
  ///   - threshold: How many holders must sign a control record, the first among them.
  ///   - rulesVersion: The rules that judge commits.
  /// - Returns: The genesis; its `signed` bytes are to be kept.
  /// - Throws: ``SignedLogError`` if an argument breaks a rule of ``VerifiedScopeGenesis``.
  public static func make(
    kind: ScopeKind, name: String, authority: AuthorityKey, nextAuthorityKey: PublicKey,
    nonce: [UInt8], coAuthorities: [PublicKey] = [], threshold: Int = 1,
    rulesVersion: UInt32 = 1
  ) throws(SignedLogError) -> VerifiedScopeGenesis {
    let message = Iscan_Sync_V1_ScopeGenesis.with {
      $0.kind = .init(rawValue: Int(kind.rawValue)) ?? .unspecified
      $0.name = name
      $0.authorityKey = Data(authority.publicKey.bytes)
      $0.nextAuthorityKeyHash = Data(hashOfNextKey(nextAuthorityKey).bytes)
      $0.nonce = Data(nonce)
      $0.rulesVersion = rulesVersion
      $0.coAuthorityKey = coAuthorities.map { Data($0.bytes) }
      $0.authorityThreshold = threshold == 1 ? 0 : UInt32(clamping: threshold)
    }
    let content = try written(message, part: .scopeGenesis)
    let signature = try authority.sign(Tag.scope.bytes + content)
    return try VerifiedScopeGenesis(
      verifying: SignedContent(content: content, signature: signature))
  }

  /// What announces an authority key before it is used: H(TAG(next-key) ‖ key).
  public static func hashOfNextKey(_ key: PublicKey) -> Digest {
    Digest(hashing: Tag.nextKey.bytes + key.bytes)
  }
}

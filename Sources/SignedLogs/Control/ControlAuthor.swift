internal import Foundation
internal import ProtocolMessages

/// Writes a scope's control log. Only the holder of the authority key can.
public struct ControlAuthor: Sendable {
  /// A further holder of the authority who signs too.
  public struct CoSigner: Sendable {
    /// The place of its key in the scope's genesis, from 1.
    public let holder: UInt32
    public let key: AuthorityKey

    public init(holder: UInt32, key: AuthorityKey) {
      (self.holder, self.key) = (holder, key)
    }
  }

  /// The state with the records written here.
  public private(set) var state: ControlState

  /// Goes on from a state that is durably stored.
  public init(state: ControlState) { self.state = state }

  /// Signs the next record and applies it here.
  ///
  /// - Parameters:
  ///   - action: The decision.
  ///   - key: The authority key in force; for ``ControlAction/rotateAuthority(_:nextKeyHash:)`` the
  ///     new one.
  ///   - coSigners: As many further holders as the scope's threshold asks for.
  /// - Returns: The record, to keep and to send.
  /// - Throws: ``SignedLogError`` if the decision breaks a rule or the keys are not the authority's;
  ///   then nothing has changed.
  public mutating func sign(
    _ action: ControlAction, with key: AuthorityKey, coSigners: [CoSigner] = []
  ) throws(SignedLogError) -> SignedContent {
    let content = try draft(action)
    var coSignatures: [CoSignature] = []
    for coSigner in coSigners.sorted(by: { $0.holder < $1.holder }) {
      coSignatures.append(
        CoSignature(holder: coSigner.holder, signature: try signature(of: content, coSigner.key)))
    }
    let signed = SignedContent(
      content: content, signature: try signature(of: content, key), coSignatures: coSignatures)
    // The same way as every reader's: a record that readers would refuse is never given out.
    try state.apply(signed)
    return signed
  }

  /// The bytes of the next record, for holders who sign at different places.
  ///
  /// - Throws: ``SignedLogError`` if the decision cannot be written.
  public func draft(_ action: ControlAction) throws(SignedLogError) -> [UInt8] {
    var record = Iscan_Sync_V1_ControlRecord()
    record.sequence = state.position.sequence + 1
    record.previousHash = Data(state.position.hash.bytes)
    record.action = try action.encoded()
    return try written(record, part: .controlRecord)
  }

  /// A holder's signature over the bytes of the next record.
  public func signature(of content: [UInt8], _ key: AuthorityKey) throws(SignedLogError)
    -> [UInt8]
  {
    try key.sign(state.signedBytes(at: state.nextPosition(after: content)))
  }
}

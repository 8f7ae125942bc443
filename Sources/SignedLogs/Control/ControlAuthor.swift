internal import Foundation
internal import ProtocolMessages

/// Writes a scope's control log. Only the holder of the authority key can.
public struct ControlAuthor: Sendable {
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
  /// - Returns: The record, to keep and to send.
  /// - Throws: ``SignedLogError`` if the decision breaks a rule or the key is not the authority's;
  ///   then nothing has changed.
  public mutating func sign(_ action: ControlAction, with key: AuthorityKey) throws(SignedLogError)
    -> SignedContent
  {
    var record = Iscan_Sync_V1_ControlRecord()
    record.sequence = state.position.sequence + 1
    record.previousHash = Data(state.position.hash.bytes)
    record.action = try action.encoded()
    let content = try written(record, part: .controlRecord)
    let signature = try key.sign(state.signedBytes(at: state.nextPosition(after: content)))
    let signed = SignedContent(content: content, signature: signature)
    // The same way as every reader's: a record that readers would refuse is never given out.
    try state.apply(signed)
    return signed
  }
}

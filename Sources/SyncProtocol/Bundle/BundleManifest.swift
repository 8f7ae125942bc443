internal import ProtocolMessages
public import SignedLogs
internal import SwiftProtobuf

public import struct Foundation.Data

/// What a bundle is for.
public enum BundlePurpose: String, Sendable, Codable, CaseIterable {
  /// Commits, control records, admissions.
  case changes
  /// Where the creator stands, so that an answer can begin there; nothing else.
  case request
  /// What the creator holds, and nothing else.
  case receipt
}

/// What a bundle has of one scope.
public struct BundleScope: Sendable, Hashable {
  public let scope: ScopeID
  /// The control records in the bundle; `nil` if it has none.
  public let control: ClosedRange<UInt64>?
  /// The reader needs the control log up to here first.
  public let controlBase: UInt64
  /// What the reader must hold already, by log; an empty prefix: whatever its hash is.
  public let base: [StatedPosition]
  /// What it holds after reading.
  public let end: [StatedPosition]

  public init(
    scope: ScopeID, control: ClosedRange<UInt64>?, controlBase: UInt64, base: [StatedPosition],
    end: [StatedPosition]
  ) {
    self.scope = scope
    self.control = control
    self.controlBase = controlBase
    self.base = base
    self.end = end
  }
}

/// The first record inside a bundle: who made it, for whom, when, and what is in it.
public struct BundleManifest: Sendable, Hashable {
  public let purpose: BundlePurpose
  public let creatorIdentityKey: PublicKey
  /// What an answer is sealed to; empty if the creator takes none.
  public let creatorBundleKey: [UInt8]
  /// Milliseconds since 1970 by the creator's clock; shown, never trusted.
  public let createdAt: UInt64
  /// In the order of the envelope.
  public let recipients: [NodeID]
  /// Numbered from 1 in this order.
  public let scopes: [BundleScope]
  public let software: String

  public var creator: NodeID { NodeID(identityKey: creatorIdentityKey) }

  public init(
    purpose: BundlePurpose, creatorIdentityKey: PublicKey, creatorBundleKey: [UInt8],
    createdAt: UInt64, recipients: [NodeID], scopes: [BundleScope], software: String
  ) {
    self.purpose = purpose
    self.creatorIdentityKey = creatorIdentityKey
    self.creatorBundleKey = creatorBundleKey
    self.createdAt = createdAt
    self.recipients = recipients
    self.scopes = scopes
    self.software = software
  }
}

extension BundleManifest {
  /// Reads the record.
  ///
  /// - Parameter record: The bundle's first record.
  /// - Throws: ``BundleFault/manifestMalformed(_:)`` for the first rule that it breaks.
  public init(record: Data) throws(BundleFault) {
    guard let message = try? Iscan_Sync_V1_BundleManifest(serializedBytes: record) else {
      throw .manifestMalformed("it cannot be read")
    }
    guard message.version == 1 else { throw .manifestMalformed("version \(message.version)") }
    guard let purpose = BundlePurpose(message.purpose) else {
      throw .manifestMalformed("a purpose that this software does not know")
    }
    guard let key = try? PublicKey(message.creatorIdentityKey),
      NodeID(message.creator) == NodeID(identityKey: key)
    else { throw .manifestMalformed("its maker's key is not its maker's") }
    guard message.creatorBundleKey.isEmpty || message.creatorBundleKey.count == 32 else {
      throw .manifestMalformed("a bundle key of \(message.creatorBundleKey.count) bytes")
    }
    let recipients = message.recipient.compactMap { NodeID($0) }
    guard recipients.count == message.recipient.count, message.scope.count <= SyncLimits.scopes
    else { throw .manifestMalformed("its recipients or scopes") }
    var scopes: [BundleScope] = []
    for (place, scope) in message.scope.enumerated() {
      guard scope.scopeNumber == UInt32(place + 1) else {
        throw .manifestMalformed("scopes out of order")
      }
      scopes.append(try BundleScope(scope))
    }
    guard Set(scopes.map(\.scope)).count == scopes.count else {
      throw .manifestMalformed("a scope twice")
    }
    self.init(
      purpose: purpose, creatorIdentityKey: key,
      creatorBundleKey: Array(message.creatorBundleKey), createdAt: message.createdAt,
      recipients: recipients, scopes: scopes, software: String(message.software.prefix(64)))
  }

  /// The record as it is written.
  ///
  /// - Throws: What `SwiftProtobuf` throws; not expected.
  public func record() throws -> Data {
    try Iscan_Sync_V1_BundleManifest.with {
      $0.version = 1
      $0.purpose = purpose.message
      $0.creator = Data(creator.bytes)
      $0.creatorIdentityKey = Data(creatorIdentityKey.bytes)
      $0.creatorBundleKey = Data(creatorBundleKey)
      $0.createdAt = createdAt
      $0.recipient = recipients.map { Data($0.bytes) }
      $0.scope = scopes.enumerated().map { $1.message(number: UInt32($0 + 1)) }
      $0.software = software
    }.serializedData()
  }
}

extension BundleScope {
  fileprivate init(_ message: Iscan_Sync_V1_BundleScope) throws(BundleFault) {
    guard let scope = ScopeID(message.scopeID),
      let base = positions(message.base, hashMayLack: true),
      let end = positions(message.end, hashMayLack: false)
    else { throw .manifestMalformed("the positions of a scope") }
    guard message.controlFirst == 0 || message.controlFirst <= message.controlLast else {
      throw .manifestMalformed("its control records")
    }
    self.init(
      scope: scope,
      control: message.controlFirst == 0 ? nil : message.controlFirst...message.controlLast,
      controlBase: message.controlBase, base: base, end: end)
  }

  fileprivate func message(number: UInt32) -> Iscan_Sync_V1_BundleScope {
    .with {
      $0.scopeID = Data(scope.bytes)
      $0.scopeNumber = number
      $0.controlFirst = control?.lowerBound ?? 0
      $0.controlLast = control?.upperBound ?? 0
      $0.controlBase = controlBase
      $0.base = base.map(\.message)
      $0.end = end.map(\.message)
    }
  }
}

/// Positions that ascend by log; `nil` for others.
private func positions(_ messages: [Iscan_Sync_V1_LogPosition], hashMayLack: Bool)
  -> [StatedPosition]?
{
  var last: UInt32 = 0
  for message in messages {
    let length = message.headHashPrefix.count
    guard message.logIndex > last, message.counter > 0, length == 8 || hashMayLack && length == 0
    else { return nil }
    last = message.logIndex
  }
  return messages.count <= SyncLimits.logs ? messages.map(StatedPosition.init) : nil
}

extension BundlePurpose {
  fileprivate init?(_ message: Iscan_Sync_V1_BundleManifest.Purpose) {
    switch message {
    case .changes: self = .changes
    case .request: self = .request
    case .receipt: self = .receipt
    case .unspecified, .UNRECOGNIZED: return nil
    }
  }

  fileprivate var message: Iscan_Sync_V1_BundleManifest.Purpose {
    switch self {
    case .changes: .changes
    case .request: .request
    case .receipt: .receipt
    }
  }
}

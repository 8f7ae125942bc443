internal import Foundation
internal import ProtocolMessages
internal import SwiftProtobuf

/// A control record, read but not yet checked against the log before it.
struct ControlReading {
  let sequence: UInt64
  let previousHash: Digest
  let action: ControlAction

  init(_ bytes: [UInt8]) throws(SignedLogError) {
    let message: Iscan_Sync_V1_ControlRecord = try strictlyRead(
      bytes, part: .controlRecord, shape: .controlRecord)
    sequence = message.sequence
    previousHash = try readDigest(message.previousHash, "previous_hash")
    action = try ControlAction(message)
  }
}

private func invalid(_ field: String, _ reason: String) -> SignedLogError {
  .fieldInvalid(.controlRecord, field: field, reason: reason)
}

private func readDigest(_ data: Data, _ field: String) throws(SignedLogError) -> Digest {
  guard let digest = Digest(data) else { throw invalid(field, "not of 32 bytes") }
  return digest
}

private func readNode(_ data: Data) throws(SignedLogError) -> NodeID {
  NodeID(try readDigest(data, "node_id"))
}

private func readDigests(_ data: [Data], _ field: String) throws(SignedLogError) -> [Digest] {
  guard data.count <= LogLimits.transportKeysMax else {
    throw invalid(field, "more than \(LogLimits.transportKeysMax) times there")
  }
  var digests: [Digest] = []
  for item in data { digests.append(try readDigest(item, field)) }
  return digests
}

private func readCut(_ cut: Iscan_Sync_V1_Cut) throws(SignedLogError) -> LogCut {
  LogCut(
    logIndex: cut.logIndex, counter: cut.counter,
    headHash: try readDigest(cut.headHash, "head_hash"))
}

private func readCuts(_ cuts: [Iscan_Sync_V1_Cut]) throws(SignedLogError) -> [LogCut] {
  var result: [LogCut] = []
  for cut in cuts { result.append(try readCut(cut)) }
  guard Set(result.map(\.logIndex)).count == result.count else {
    throw invalid("cut", "there twice for one log")
  }
  return result
}

extension ControlAction {
  fileprivate init(_ record: Iscan_Sync_V1_ControlRecord) throws(SignedLogError) {
    switch record.action {
    case .addNode(let add): self = .addNode(try NodeDescription(add))
    case .addMember(let add):
      let number = UInt32(exactly: add.capacity.rawValue) ?? 0
      guard let capacity = MemberCapacity(rawValue: number) else {
        throw invalid("capacity", "not known")
      }
      self = .addMember(try readNode(add.nodeID), capacity)
    case .addLog(let add):
      guard add.logIndex >= 1 else { throw invalid("log_index", "0") }
      self = .addLog(index: add.logIndex, genesis: SignedContent(add.genesis))
    case .removeMember(let remove):
      self = .removeMember(try readNode(remove.nodeID), cuts: try readCuts(remove.cut))
    case .retireLog(let retire): self = .retireLog(try readCut(retire.cut))
    case .revokeNode(let revoke):
      self = .revokeNode(
        try readNode(revoke.nodeID), cuts: try readCuts(revoke.cut), reason: revoke.reason)
    case .rotateAuthority(let rotate):
      self = .rotateAuthority(
        try PublicKey(rotate.authorityKey),
        nextKeyHash: try readDigest(rotate.nextAuthorityKeyHash, "next_authority_key_hash"))
    case .setTransportKeys(let keys):
      self = .setTransportKeys(
        try readNode(keys.nodeID), try readDigests(keys.transportKeyHash, "transport_key_hash"))
    case .setPolicy(let policy):
      self = .setPolicy(
        ScopePolicy(
          rulesVersion: policy.rulesVersion, schemaMin: policy.schemaMin,
          schemaMax: policy.schemaMax))
    case .forkVerdict: self = .other(type: 19)
    case .redact: self = .other(type: 20)
    case .dormant: self = .other(type: 21)
    case .stabilityMark: self = .other(type: 22)
    case .snapshotDeclare: self = .other(type: 23)
    case nil: self = .other(type: try Self.typeOfLaterAction(record))
    }
  }

  private static func typeOfLaterAction(_ record: Iscan_Sync_V1_ControlRecord)
    throws(SignedLogError) -> UInt32
  {
    var reader = WireReader(Array(record.unknownFields.data), part: .controlRecord)
    return reader.isAtEnd ? 0 : UInt32(clamping: try reader.tag().number)
  }
}

extension NodeDescription {
  fileprivate init(_ add: Iscan_Sync_V1_AddNode) throws(SignedLogError) {
    let key = try PublicKey(add.identityKey)
    guard try readNode(add.nodeID) == NodeID(identityKey: key) else {
      throw invalid("node_id", "not the hash of the node's identity key")
    }
    guard (1...LogLimits.nameBytesMax).contains(add.name.utf8.count) else {
      throw invalid("name", "not of 1 to \(LogLimits.nameBytesMax) bytes")
    }
    guard add.reference.utf8.count == 3, add.reference.utf8.allSatisfy({ (65...90).contains($0) })
    else { throw invalid("reference", "not three capital letters") }
    guard add.district.count <= LogLimits.districtsMax,
      add.district.allSatisfy({ (1...LogLimits.nameBytesMax).contains($0.utf8.count) })
    else { throw invalid("district", "not up to \(LogLimits.districtsMax) codes") }
    self.init(
      identityKey: key, name: add.name, reference: add.reference, districts: add.district,
      transportKeyHashes: try readDigests(add.transportKeyHash, "transport_key_hash"))
  }
}

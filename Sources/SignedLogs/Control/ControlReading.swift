internal import CausalHistory
internal import Foundation
internal import ProtocolMessages
internal import SwiftProtobuf

/// A control record, read but not yet checked against the log before it.
struct ControlReading {
  let sequence: UInt64
  let previousHash: Digest
  let action: ControlAction
  /// What the control hash is made with: the hash of the record, or of the one whose place it holds.
  let recordHash: Digest

  init(_ bytes: [UInt8]) throws(SignedLogError) {
    let message: Iscan_Sync_V1_ControlRecord = try strictlyRead(
      bytes, part: .controlRecord, shape: .controlRecord)
    sequence = message.sequence
    previousHash = try readDigest(message.previousHash, "previous_hash")
    action = try ControlAction(message)
    recordHash = if case .erased(let hash) = action { hash } else { Digest(hashing: bytes) }
  }
}

extension SignedContent {
  /// What is kept of a control record that holds words which had to go: its place in the chain.
  ///
  /// - Returns: The same authority's signature over the same control hash.
  /// - Throws: ``SignedLogError`` if this is no control record.
  public func withoutControlContent() throws(SignedLogError) -> SignedContent {
    let reading = try ControlReading(content)
    if case .erased = reading.action { return self }
    var record = Iscan_Sync_V1_ControlRecord()
    record.sequence = reading.sequence
    record.previousHash = Data(reading.previousHash.bytes)
    record.erased = .with { $0.recordHash = Data(reading.recordHash.bytes) }
    return SignedContent(
      content: try written(record, part: .controlRecord), signature: signature,
      coSignatures: coSignatures)
  }

  /// Whether two control records are one, be it that only the hash of one of them is left.
  public func isSameControlRecord(as other: SignedContent) -> Bool {
    if content == other.content { return true }
    guard let own = try? ControlReading(content), let other = try? ControlReading(other.content)
    else { return false }
    return own.recordHash == other.recordHash && own.previousHash == other.previousHash
  }
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
        try readNode(keys.nodeID), try readDigests(keys.transportKeyHash, "transport_key_hash"),
        bundleKey: try readBundleKey(keys.bundleKey))
    case .setPolicy(let policy): self = .setPolicy(try ScopePolicy(policy))
    case .forkVerdict(let verdict): self = .forkVerdict(try ForkVerdict(verdict))
    case .redact(let redact): self = .redact(try Withdrawal(redact))
    case .dormant(let dormant):
      self = .dormant(try readNode(dormant.nodeID), isBack: dormant.isBack)
    case .stabilityMark(let mark): self = .stabilityMark(try readFrontier(mark.frontier))
    case .snapshotDeclare(let declare):
      self = .snapshotDeclare(try SnapshotDeclaration(declare))
    case .erased(let erased):
      self = .erased(recordHash: try readDigest(erased.recordHash, "record_hash"))
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
      transportKeyHashes: try readDigests(add.transportKeyHash, "transport_key_hash"),
      bundleKey: try readBundleKey(add.bundleKey))
  }
}

extension ScopePolicy {
  fileprivate init(_ policy: Iscan_Sync_V1_SetPolicy) throws(SignedLogError) {
    guard policy.rulesVersion >= 1 else { throw invalid("rules_version", "0") }
    guard policy.schemaMin <= policy.schemaMax else {
      throw invalid("schema_min", "above schema_max")
    }
    self.init(
      rulesVersion: policy.rulesVersion, schemaMin: policy.schemaMin, schemaMax: policy.schemaMax,
      retentionDays: policy.retentionDays, dormantDays: policy.dormantDays,
      cuts: try readCuts(policy.cut))
  }
}

extension ForkVerdict {
  fileprivate init(_ verdict: Iscan_Sync_V1_ForkVerdict) throws(SignedLogError) {
    self.init(
      forkCounter: verdict.forkCounter, accepted: try readCut(verdict.accepted),
      proof: try ForkProof(verdict.proof))
  }
}

extension Withdrawal {
  fileprivate init(_ redact: Iscan_Sync_V1_Redact) throws(SignedLogError) {
    guard (1...LogLimits.groundBytesMax).contains(redact.ground.utf8.count) else {
      throw invalid("ground", "not of 1 to \(LogLimits.groundBytesMax) bytes")
    }
    guard redact.dot.counter >= 1 else { throw invalid("dot", "not the name of a commit") }
    guard [0, 16].contains(redact.salt.count) else { throw invalid("salt", "not 16 bytes") }
    self.init(
      dot: Dot(logIndex: redact.dot.logIndex, counter: redact.dot.counter),
      payloadDigest: try readDigest(redact.payloadDigest, "payload_digest"),
      remainder: try Remainder(Array(redact.remainder)), ground: redact.ground,
      replaces: redact.replaces, salt: Array(redact.salt))
  }
}

extension SnapshotDeclaration {
  fileprivate init(_ declare: Iscan_Sync_V1_SnapshotDeclare) throws(SignedLogError) {
    var witnesses: [Witness] = []
    for witness in declare.witness {
      witnesses.append(
        Witness(node: try readNode(witness.nodeID), signature: Array(witness.signature)))
    }
    guard Set(witnesses.map(\.node)).count == witnesses.count else {
      throw invalid("witness", "there twice for one node")
    }
    self.init(
      manifestHash: try readDigest(declare.manifestHash, "manifest_hash"),
      frontier: try readFrontier(declare.frontier), witnesses: witnesses)
  }
}

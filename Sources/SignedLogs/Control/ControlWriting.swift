internal import CausalHistory
internal import Foundation
internal import ProtocolMessages
internal import SwiftProtobuf

extension ControlAction {
  /// As it travels.
  ///
  /// - Throws: ``SignedLogError/fieldInvalid(_:field:reason:)`` for an action that this release
  ///   cannot write.
  func encoded() throws(SignedLogError) -> Iscan_Sync_V1_ControlRecord.OneOf_Action {
    switch self {
    case .addNode(let node): return .addNode(node.encoded())
    case .addMember(let node, let capacity):
      return .addMember(
        .with {
          $0.nodeID = Data(node.bytes)
          $0.capacity = capacity == .reader ? .reader : .writer
        })
    case .addLog(let index, let genesis):
      return .addLog(
        .with {
          $0.logIndex = index
          $0.genesis = genesis.message
        })
    case .removeMember(let node, let cuts):
      return .removeMember(
        .with {
          $0.nodeID = Data(node.bytes)
          $0.cut = cuts.map { $0.encoded() }
        })
    case .retireLog(let cut): return .retireLog(.with { $0.cut = cut.encoded() })
    case .revokeNode(let node, let cuts, let reason):
      return .revokeNode(
        .with {
          $0.nodeID = Data(node.bytes)
          $0.cut = cuts.map { $0.encoded() }
          $0.reason = reason
        })
    case .rotateAuthority(let key, let nextKeyHash):
      return .rotateAuthority(
        .with {
          $0.authorityKey = Data(key.bytes)
          $0.nextAuthorityKeyHash = Data(nextKeyHash.bytes)
        })
    case .setTransportKeys(let node, let hashes, let bundleKey):
      return .setTransportKeys(
        .with {
          $0.nodeID = Data(node.bytes)
          $0.transportKeyHash = hashes.map { Data($0.bytes) }
          $0.bundleKey = Data(bundleKey ?? [])
        })
    case .setPolicy(let policy): return .setPolicy(policy.encoded())
    default: return try encodedLater()
    }
  }

  private func encodedLater() throws(SignedLogError)
    -> Iscan_Sync_V1_ControlRecord.OneOf_Action
  {
    switch self {
    case .forkVerdict(let verdict):
      return .forkVerdict(
        .with {
          $0.forkCounter = verdict.forkCounter
          $0.accepted = verdict.accepted.encoded()
          $0.proof = verdict.proof.message
        })
    case .redact(let withdrawal):
      return .redact(
        .with {
          $0.dot = withdrawal.dot.encoded()
          $0.payloadDigest = Data(withdrawal.payloadDigest.bytes)
          $0.remainder = Data(withdrawal.remainder.bytes)
          $0.ground = withdrawal.ground
          $0.replaces = withdrawal.replaces
          $0.salt = Data(withdrawal.salt)
        })
    case .dormant(let node, let isBack):
      return .dormant(
        .with {
          $0.nodeID = Data(node.bytes)
          $0.isBack = isBack
        })
    case .stabilityMark(let frontier):
      return .stabilityMark(.with { $0.frontier = frontier.map { $0.encoded() } })
    case .snapshotDeclare(let declaration): return .snapshotDeclare(declaration.encoded())
    default:
      throw .fieldInvalid(
        .controlRecord, field: "action", reason: "not one that this release can write")
    }
  }
}

extension NodeDescription {
  fileprivate func encoded() -> Iscan_Sync_V1_AddNode {
    .with {
      $0.nodeID = Data(node.bytes)
      $0.identityKey = Data(identityKey.bytes)
      $0.name = name
      $0.reference = reference
      $0.district = districts
      $0.transportKeyHash = transportKeyHashes.map { Data($0.bytes) }
      $0.bundleKey = Data(bundleKey ?? [])
    }
  }
}

extension LogCut {
  fileprivate func encoded() -> Iscan_Sync_V1_Cut {
    .with {
      $0.logIndex = logIndex
      $0.counter = counter
      $0.headHash = Data(headHash.bytes)
    }
  }
}

extension SnapshotDeclaration {
  fileprivate func encoded() -> Iscan_Sync_V1_SnapshotDeclare {
    .with {
      $0.manifestHash = Data(manifestHash.bytes)
      $0.frontier = frontier.map { $0.encoded() }
      $0.witness = witnesses.map(\.message)
    }
  }
}

extension ScopePolicy {
  fileprivate func encoded() -> Iscan_Sync_V1_SetPolicy {
    .with {
      $0.rulesVersion = rulesVersion
      $0.schemaMin = schemaMin
      $0.schemaMax = schemaMax
      $0.retentionDays = retentionDays
      $0.dormantDays = dormantDays == Self.dormantDaysOrdinary ? 0 : dormantDays
      $0.cut = cuts.map { $0.encoded() }
    }
  }
}

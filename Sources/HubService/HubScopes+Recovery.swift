internal import Foundation
internal import GRDB
internal import HubStore
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs

extension HubScopes {
  /// Refuses to sign on a control log that may be older than what was signed before: two different
  /// decisions in one place would break the scope for everybody.
  func checkMaySign(_ control: ControlState) throws {
    if let signed = try HubService.missing(control, marks) {
      throw HubServiceError.databaseOlderThanSigned(
        control.genesis.name, here: control.sequence, signed: signed)
    }
    if try HubService.movedAt(db) != nil { throw HubServiceError.databaseBroughtBack }
  }

  /// Raises the mark of a control log as soon as what was signed is durable, and before it leaves.
  func markSigned(_ control: ControlState) {
    let (marks, position, scope) = (marks, control.position, control.scope)
    db.afterNextTransaction { _ in
      // Not raised: the next record that is signed raises it; until then an older copy is found by
      // its place only.
      try? marks.raise(LogID(scope.digest), to: position.sequence, hash: position.hash)
    }
  }

  /// Takes into the list of members what the control log says and the list lacks: decisions that a
  /// hub made and forgot, being brought back from a backup.
  func adoptMembers(of scope: ScopeID, now: Date) throws {
    let control = try records.control(of: scope)
    guard isOwn(control) else { return }
    let known = try HubDatabase.members(in: db)
    for (id, node) in control.nodes.sorted(by: { $0.key < $1.key }) where id != hubNode {
      let member = known.first { $0.nodeID == Data(id.bytes) }
      if member == nil, let adopted = Member(node.description, now: now) {
        try HubDatabase.insert(adopted, in: db)
      }
      if let reason = node.revocationReason, member?.revocation == nil {
        try HubDatabase.revoke(Data(id.bytes), reason: reason, at: now, in: db)
      }
    }
  }
}

extension Member {
  /// A member as its scope's control log introduces it; when its certificate ends is not written
  /// there, so it is shown as ended: it is looked at anew when the member calls.
  fileprivate init?(_ node: NodeDescription, now: Date) {
    guard
      let partnership = Partnership(
        name: node.name, reference: node.reference,
        districts: node.districts.compactMap { AreaCode($0) }),
      let transportKey = node.transportKeyHashes.first
    else { return nil }
    self.init(
      nodeID: Data(node.node.bytes), partnership: partnership,
      identityKey: Data(node.identityKey.bytes), transportKeyHash: Data(transportKey.bytes),
      certificateExpires: now, enrolledAt: now)
  }
}

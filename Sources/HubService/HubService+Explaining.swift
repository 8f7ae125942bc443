internal import BusinessCycle
internal import CausalHistory
internal import Foundation
internal import GRDB
internal import HubStore
internal import PartnershipRecords
public import ReplicaStore
internal import SignedLogs
internal import SyncProtocol

extension HubService {
  /// Says of a shared task, a release or a change whether it is here, which members hold it, and why
  /// it has no effect if it has none.
  ///
  /// - Parameter subject: A reference, a task's full name, or a change such as `2.17` or `2:17`.
  /// - Returns: At least one; several if several scopes have something of that name.
  /// - Throws: ``HubServiceError/referenceUnknown(_:)``.
  public func explain(_ subject: String) throws -> [Explanation] {
    let node = try nodeID()
    let seen = try lastSeen()
    let found = try database.writer.read { db in
      let records = ScopeRecords(db)
      guard let dot = Dot(subject.replacingOccurrences(of: ":", with: ".")) else {
        let objects = try records.objects(called: subject)
        return try objects.map {
          let name = objects.count > 1 ? $0.fullName : subject
          return try explain($0, called: name, at: node, seen, records)
        }
      }
      return try records.scopes().compactMap { scope in
        try records.change(dot, in: scope, at: node).flatMap { change in
          change.isHere || change.holders.contains(where: \.holds)
            ? try explain(change, seen, unerased: unerased(change, at: node, records)) : nil
        }
      }
    }
    guard !found.isEmpty else { throw HubServiceError.referenceUnknown(subject) }
    return found
  }

  private func lastSeen() throws -> [String: Date] {
    let members = try members().filter { $0.revocation == nil }.compactMap { member in
      member.lastSeenAt.map { (member.partnership.reference, $0) }
    }
    return Dictionary(members, uniquingKeysWith: { first, _ in first })
  }

  /// Who may still have the words of a change that was withdrawn, by reference.
  private func unerased(_ change: ChangeStanding, at node: NodeID, _ records: ScopeRecords) throws
    -> [Unerased]
  {
    let control = try records.control(of: change.scope)
    let members = try records.members(thatHoldWithdrawn: change.dot, control)
      .filter { $0 != node }.map(control.reference).sorted()
    return members.isEmpty ? [] : [Unerased(dot: change.dot, members: members)]
  }

  private func explain(_ change: ChangeStanding, _ seen: [String: Date], unerased: [Unerased])
    -> Explanation
  {
    var facts = [
      "\(change.dot) is change \(change.dot.counter) of the log of \(change.author) in "
        + "\(change.scopeName)."
    ]
    if !change.objects.isEmpty {
      facts.append("It changed \(change.objects.joined(separator: ", ")).")
    }
    if change.isDisputed {
      facts.append(change.disputeInWords)
    } else if let ground = change.withdrawnBecause {
      facts.append("Words of it were withdrawn: \(ground).")
    } else if let void = change.void {
      facts += ["It has no effect (\(void.rawValue)): \(void.inWords)"] + change.endInWords
    } else if !change.isHere {
      facts.append("It is not here; somebody who was in contact with this hub has seen it.")
    }
    let standing: Explanation.Standing =
      change.isDisputed
      ? .disputed
      : change.withdrawnBecause != nil
        ? .withdrawn : change.void != nil ? .void : change.isHere ? .held : .notHere
    return explanation(
      change.dot.description, "change", change.scopeName, standing, facts,
      remedies: standing == .notHere
        ? ["Wait for \(change.author) to synchronise, or ask for a bundle file of it."] : [],
      change.holders, seen, unerased)
  }

  private func explain(
    _ object: SharedObject, called name: String, at node: NodeID, _ seen: [String: Date],
    _ records: ScopeRecords
  ) throws -> Explanation {
    let control = try records.control(of: object.scope)
    let changes = try records.lastChanges(of: object.state.id, in: object.scope)
    let unerased = try records.unerased(of: object.state.id, in: object.scope, control)
      .compactMap { dot, members -> Unerased? in
        let names = members.filter { $0 != node }.map(control.reference).sorted()
        return names.isEmpty ? nil : Unerased(dot: dot, members: names)
      }
    let author = control.logs[object.state.id.logIndex].map {
      control.reference(of: $0.genesis.node)
    }
    let disagreements = try views(of: [object], records).flatMap(\.openConflicts)
    return explanation(
      name, object.state.kind == SharedTask.kind ? "task" : "release",
      control.genesis.name, .held,
      ["\(name) was made by \(author ?? "?") in \(control.genesis.name)."]
        + (try records.erasures(of: object.state.id, in: object.scope))
        + (try records.voidChanges(of: object.state.id, in: object.scope)).map { dot, reason in
          "Its change \(dot) has no effect (\(reason.rawValue)): \(reason.inWords)"
        }
        + disagreements.map {
          "Partners disagree about its \($0.field.inWords): the tactical chair of \(author ?? "?") decides, "
            + "at its own node."
        },
      remedies: [], try records.holders(of: changes, in: object.scope, control, besides: node),
      seen, unerased, openConflicts: disagreements.map(\.field.name))
  }

  /// A change whose withdrawn words members may still have.
  private struct Unerased {
    let dot: Dot
    /// By reference.
    let members: [String]

    var sentence: String {
      "The words withdrawn from its change \(dot) are not known to be erased at "
        + "\(members.joined(separator: ", "))."
    }
  }

  private func explanation(
    _ subject: String, _ kind: String, _ scope: String, _ standing: Explanation.Standing,
    _ facts: [String], remedies: [String], _ holders: [ChangeStanding.Holder],
    _ seen: [String: Date], _ unerased: [Unerased], openConflicts: [String] = []
  ) -> Explanation {
    let lacking = holders.filter { !$0.holds }.map(\.reference)
    let spread =
      lacking.isEmpty
      ? ["Every member holds it."]
      : ["Nothing says yet that all of it is with \(lacking.joined(separator: ", "))."]
        + lacking.map { reference in
          seen[reference].map { "\(reference) has not been seen since \(PlainMoment.words($0))." }
            ?? "\(reference) has not been seen yet."
        }
    return Explanation(
      subject: subject, kind: kind, scope: scope, standing: standing,
      facts: facts + unerased.map(\.sentence) + (standing == .held ? spread : []),
      remedies: remedies
        + (unerased.isEmpty
          ? [] : ["They erase them when they next synchronise; ask those who do not."])
        + (lacking.isEmpty || standing != .held ? [] : ["It reaches them when they synchronise."]),
      members: holders.map { holder in
        let reference = holder.reference
        return Explanation.Holder(
          partnership: reference, holds: holder.holds,
          isToErase: unerased.contains { $0.members.contains(reference) },
          lastSeen: seen[reference])
      }, openConflicts: openConflicts)
  }
}

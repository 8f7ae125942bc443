internal import BusinessCycle
internal import CausalHistory
internal import Disclosure
internal import Foundation
internal import NodeStore
internal import PartnershipRecords
public import ReplicaStore
internal import SignedLogs
internal import SyncProtocol
internal import SyncTransport

extension NodeService {
  /// Says of a task, a release or a change where it is, why it has not left, and what to do.
  ///
  /// - Parameter subject: A reference such as `GAT-T-0042` or `police-2026-05-P`, a task's full name,
  ///   or a change: log index and counter, such as `2.17` or `2:17`.
  /// - Returns: At least one; several if several scopes have a change or task of that name.
  /// - Throws: ``NodeServiceError/referenceUnknown(_:)`` if nothing here is called so.
  public func explain(_ subject: String) throws -> [Explanation] {
    if let record = try database.releaseLedger().record(of: subject) {
      return [try explain(record)]
    }
    if let dot = Dot(subject.replacingOccurrences(of: ":", with: ".")) {
      return try explain(dot, called: subject)
    }
    let found = try tasks().called(subject)
    guard !found.isEmpty else {
      let gone = try departures().filter { $0.erased.names(subject) }
      guard !gone.isEmpty else { throw NodeServiceError.referenceUnknown(subject) }
      return gone.map { $0.explanation(of: subject) }
    }
    return try found.map(explain)
  }

  // MARK: A change

  private func explain(_ dot: Dot, called subject: String) throws -> [Explanation] {
    let contact = try contact()
    let node = NodeID(identityKey: try identity().publicKey)
    let found = try read { records in
      try records.scopes().compactMap { scope -> Explanation? in
        guard let change = try records.change(dot, in: scope, at: node) else { return nil }
        guard change.isKnownSomewhere else { return nil }
        return try explain(change, contact, records)
      }
    }
    guard !found.isEmpty else { throw NodeServiceError.referenceUnknown(subject) }
    return found
  }

  private func explain(_ change: ChangeStanding, _ contact: Contact, _ records: ScopeRecords)
    throws -> Explanation
  {
    let (standing, reasons, remedies) = judge(change, contact)
    var facts = [
      "\(change.dot) is change \(change.dot.counter) of the log of \(change.author)"
        + (change.isOwn ? " (this node)" : "") + " in \(change.scopeName)."
    ]
    if !change.objects.isEmpty {
      facts.append("It changed \(change.objects.joined(separator: ", ")).")
    }
    return Explanation(
      subject: change.dot.description, kind: "change", scope: change.scopeName,
      standing: standing, facts: facts + reasons, remedies: remedies,
      members: holders(
        change.holders, contact, isWithHub: change.isAtHub(contact.hub)))
  }

  private func judge(_ change: ChangeStanding, _ contact: Contact)
    -> (Explanation.Standing, facts: [String], remedies: [String])
  {
    if change.isDisputed {
      return (
        .disputed, [change.disputeInWords],
        change.isOwn
          ? [
            change.isHere
              ? CloseCode.forkDetected.remedy
              : "\(contact.route.fetch) What does not count any more is then written again by itself."
          ]
          : ["Wait for the regional office; nothing of it is lost."]
      )
    }
    if let ground = change.withdrawnBecause {
      return (.withdrawn, ["The regional office withdrew words of it: \(ground)."], [])
    }
    if let void = change.void {
      return (
        .void,
        ["It is in the log and has no effect (\(void.rawValue)): \(void.inWords)"]
          + change.endInWords,
        ["Ask the regional office; what it said can be written again by somebody who may."]
      )
    }
    if !change.isHere {
      return (
        .notHere,
        ["It is not on this machine yet."]
          + (change.receivedByHubAt == nil ? [] : ["The hub has signed that it holds it."]),
        [contact.route.fetch]
      )
    }
    if let at = change.receivedByHubAt {
      return (.held, ["The hub has signed that it holds it, on \(PlainMoment.words(at))."], [])
    }
    if !change.isOwn { return (.held, ["It is on this machine."], []) }
    return contact.reason
  }

  // MARK: A task

  private func explain(_ task: TaskView) throws -> Explanation {
    guard let scope = task.scope, let object = task.object else {
      let before = try departures().first {
        $0.kept.names(task.reference)
      }
      let shared = before.map {
        "It was shared with \($0.scope) until \(PlainMoment.words($0.leftAt)), when this partnership left."
      }
      return Explanation(
        subject: task.name, kind: "task", standing: .notShared,
        facts: [
          shared.map { "\(task.name) is on this machine only. \($0)" }
            ?? "\(task.name) is on this machine only: nobody has shared it."
        ] + (before?.unsentInWords(of: task.reference) ?? []),
        remedies: before == nil ? ["Share it with iscan task share \(task.name)."] : [])
    }
    let contact = try contact()
    let node = NodeID(identityKey: try identity().publicKey)
    return try read { records in
      let control = try records.control(of: scope)
      let members = control.members.keys.map(control.reference).sorted()
      var facts = [
        "\(task.name) is shared with \(control.genesis.name): "
          + members.joined(separator: ", ") + "."
      ]
      let waiting = try unsentObjects(in: scope, records).first {
        $0.name == task.fullName
      }
      var (standing, remedies) = (Explanation.Standing.held, [String]())
      if let waiting, waiting.isDisputed {
        (standing, remedies) = (.disputed, [waiting.remedy])
        facts.append(waiting.reason)
      } else if let waiting {
        let reason = contact.reason
        (standing, remedies) = (reason.standing, reason.remedies)
        facts +=
          [waiting.reason]
          + reason.facts.filter { !waiting.isUnadmitted || $0 != Contact.notAdmitted }
      } else {
        facts.append("The hub holds all of its changes.")
      }
      for conflict in task.openConflicts {
        facts.append("Partners disagree about its \(conflict.field.inWords).")
        remedies.append(
          "The tactical chair of \(task.origin) decides: iscan sync resolve \(task.name) "
            + "--field \(conflict.field.name) --value … --comment …")
      }
      if task.needsNewerRelease {
        facts.append("It holds something that a newer release of this program wrote.")
        remedies.append("Update this program; until then the task can be read and not changed.")
      }
      facts += try records.erasures(of: object, in: scope)
      for (dot, reason) in try records.voidChanges(of: object, in: scope) {
        facts.append("Its change \(dot) has no effect (\(reason.rawValue)): \(reason.inWords)")
      }
      let changes = try records.lastChanges(of: object, in: scope)
      return Explanation(
        subject: task.name, kind: "task", scope: control.genesis.name, standing: standing,
        facts: facts, remedies: remedies,
        members: holders(
          try records.holders(of: changes, in: scope, control, besides: node), contact,
          isWithHub: waiting == nil), openConflicts: task.openConflicts.map(\.field.name))
    }
  }

  // MARK: A release

  private func explain(_ record: ReleaseRecord) throws -> Explanation {
    let name = record.release
    func explanation(
      _ standing: Explanation.Standing, _ facts: [String], _ remedies: [String] = []
    ) -> Explanation {
      Explanation(
        subject: name, kind: "release", standing: standing, facts: facts, remedies: remedies)
    }
    switch record.step {
    case .built, .previewed:
      return explanation(
        .waitingForApproval,
        ["\(name) was drawn by \(record.builder.handle) and waits for approval; nothing has left."],
        ["The liaison officer approves it with iscan release approve \(name)."])
    case .approved, .queued, .sent:
      let reason = try contact().reason
      return explanation(
        reason.standing, ["\(name) is approved and not confirmed by the hub yet."] + reason.facts,
        reason.remedies)
    case .acknowledged: return explanation(.held, ["The hub has signed that it holds \(name)."])
    case .withdrawn:
      return explanation(.withdrawn, ["\(name) was withdrawn; it will not be sent."])
    }
  }

  // MARK: Contact

  /// What stands between something sealed here and the hub.
  private struct Contact {
    let isEnrolled: Bool
    let hub: NodeID?
    let isAdmitted: Bool
    let lastContact: Date?
    let lastBundle: Date?
    let lastSession: SessionRecord?
    let route: HubRoute

    static let notAdmitted = "The hub has not admitted this node's log yet."

    var reason: (standing: Explanation.Standing, facts: [String], remedies: [String]) {
      guard isEnrolled else {
        return (
          .notEnrolled, ["This node belongs to no region yet."],
          ["Ask the hub's operator for an invitation, then iscan node enrol."]
        )
      }
      if let session = lastSession, session.isRefused || session.notedRefusal != nil,
        let code = session.code
      {
        return (
          .refused,
          ["The last exchange was refused (\(code)). \(session.detail ?? "")"],
          [session.refusalRemedy ?? route.send]
        )
      }
      let seen = lastContact.map { "The hub was last reached on \(PlainMoment.words($0))." }
      let carried = lastBundle.map { "The last bundle was taken in on \(PlainMoment.words($0))." }
      let known = route.isCarried ? [carried] : [seen, carried]
      let facts =
        seen == nil && carried == nil
        ? ["The hub has not been reached yet."] : known.compactMap { $0 }
      return isAdmitted
        ? (.waitingForContact, facts, [route.send])
        : (.waitingForAdmission, [Self.notAdmitted] + facts, [route.admission])
    }
  }

  private func contact() throws -> Contact {
    let node = try nodeID()
    let isAdmitted = try read { records in
      try records.scopes().allSatisfy { scope in
        try records.ownLogPosition(in: scope) != nil
          || !records.control(of: scope).isMember(node)
      }
    }
    let enrolment = try enrolment()
    return Contact(
      isEnrolled: enrolment != nil, hub: enrolment?.hubNode, isAdmitted: isAdmitted,
      lastContact: try lastContact(),
      lastBundle: try read { try $0.lastBundle() },
      lastSession: try lastExchange(), route: try route())
  }

  /// The hub acknowledges nothing to a node: it holds what it signed for or sent. What waits here to be
  /// sent it does not hold.
  private func holders(
    _ found: [ChangeStanding.Holder], _ contact: Contact, isWithHub: Bool
  ) -> [Explanation.Holder] {
    found.map {
      let isHub = $0.node == contact.hub
      return Explanation.Holder(
        partnership: $0.reference, holds: isHub ? isWithHub : $0.holds,
        lastSeen: isHub
          ? [contact.lastContact, contact.lastBundle].compactMap { $0 }.max() : nil)
    }
  }
}

extension [String] {
  /// Whether a task is among these, each by its reference, or before what tells it from a namesake.
  fileprivate func names(_ task: String) -> Bool {
    contains {
      $0 == task || $0.hasPrefix("\(task) (") || task.contains("/") && $0.hasSuffix(" (\(task))")
    }
  }
}

extension Departure {
  /// Of a task of others that was erased.
  fileprivate func explanation(of task: String) -> Explanation {
    Explanation(
      subject: task, kind: "task", scope: scope, standing: .erased,
      facts: [
        "\(task) was a task of others in \(scope). This partnership left on "
          + "\(PlainMoment.words(leftAt)), and what others shared was erased here."
      ]
        + unsentInWords(of: task))
  }

  fileprivate func unsentInWords(of task: String) -> [String] {
    unsent.filter { [$0.task].names(task) }.map {
      "Written here and never sent (\($0.field), \($0.author)): \($0.words)"
    }
  }
}

extension ChangeStanding {
  /// Whether the hub signed for it or sent it; of what this machine wrote its signature alone counts.
  fileprivate func isAtHub(_ hub: NodeID?) -> Bool {
    if receivedByHubAt != nil { return true }
    return !isOwn && holders.contains { $0.node == hub && $0.holds }
  }

  /// Whether anybody is known to hold it.
  fileprivate var isKnownSomewhere: Bool {
    isHere || receivedByHubAt != nil || holders.contains(where: \.holds)
  }
}

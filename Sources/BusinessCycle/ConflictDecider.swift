public import PartnershipRecords

/// Where a shared record comes from; its group's chair decides conflicts about it.
public enum RecordOrigin: Hashable, Sendable {
  /// A partnership, by its reference such as `GAT`.
  case partnership(String)
  /// The regional office.
  case region
}

extension RecordOrigin {
  /// The role that decides conflicts on a kind of record from here: never "last to sync".
  public func decider(of object: CycleObject) -> Role {
    switch self {
    case .region: .regionalOffice
    case .partnership:
      switch object {
      case .task, .tacticalAssessment, .signal, .idea, .lesson: .tacticalChair
      default: .strategyChair
      }
    }
  }

  /// Checks that a person may decide a conflict.
  ///
  /// - Parameters:
  ///   - object: The kind of record in conflict.
  ///   - actor: Who wants to decide.
  ///   - partnership: The reference of the actor's partnership; `nil` at the hub.
  /// - Throws: `CycleError.notDecider`, naming who decides. What the person wrote is then a
  ///   proposal, for the journal.
  public func checkDecider(
    of object: CycleObject, actor: Actor, partnership: String?
  ) throws(CycleError) {
    let decider = decider(of: object)
    guard actor.role == decider, partnership == reference else {
      throw .notDecider(decider: decider, partnership: reference ?? "the region")
    }
  }

  private var reference: String? {
    switch self {
    case .partnership(let reference): reference
    case .region: nil
    }
  }
}

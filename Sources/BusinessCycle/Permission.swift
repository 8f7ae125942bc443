public import PartnershipRecords

/// The answer to "may this person do this here and now?".
public enum Permission: Hashable, Sendable {
  /// Allowed; `only` names the part that it is limited to, such as "summary".
  case allowed(only: String?)
  /// Refused, with the reason and the remedy.
  case refused(CycleError)

  public var isAllowed: Bool {
    if case .allowed = self { true } else { false }
  }
}

/// What the rules need to know about the record in question.
public struct CycleContext: Hashable, Sendable {
  /// Whether it is the person's own: their task, their group's meeting.
  public let isOwn: Bool
  /// Whether it has been shared beyond the partnership.
  public let isShared: Bool
  /// Whether its group has adopted, delivered, published or accepted it.
  public let isFinished: Bool
  /// The handle of the person who built it, of a release.
  public let builder: String?

  /// Describes a record; a new one of nobody by default.
  public init(
    isOwn: Bool = false, isShared: Bool = false, isFinished: Bool = false, builder: String? = nil
  ) {
    self.isOwn = isOwn
    self.isShared = isShared
    self.isFinished = isFinished
    self.builder = builder
  }
}

extension PermissionMatrix {
  /// Whether a person may do something with a record: the matrix, and the rules that separate
  /// duties.
  ///
  /// - Parameters:
  ///   - actor: Who asks.
  ///   - action: What they want to do.
  ///   - object: The kind of record.
  ///   - context: What is known about the record.
  /// - Returns: The permission, with the part it is limited to, or the refusal.
  public static func mayDo(
    _ actor: Actor, _ action: CycleAction, _ object: CycleObject,
    in context: CycleContext = CycleContext()
  ) -> Permission {
    guard let limit = grant(actor.role, object)?.limits[action] else {
      return .refused(.roleMayNot(role: actor.role, action: action, object: object))
    }
    if action == .update, object.isDocument, context.isFinished {
      return .refused(.documentIsAdopted(object))
    }
    if action == .decide, object == .release, context.builder == actor.handle {
      return .refused(.builderMayNotApprove)
    }
    return permission(under: limit, in: context, object)
  }

  /// Whether a person may report progress of a delivery plan: its owner alone, though others edit
  /// the plan itself.
  ///
  /// - Parameters:
  ///   - actor: Who wants to report.
  ///   - context: What is known about the plan; `isOwn` says whether it is theirs.
  /// - Returns: The permission or the refusal.
  public static func mayReportProgress(_ actor: Actor, in context: CycleContext) -> Permission {
    actor.role == .planOwner && context.isOwn
      ? .allowed(only: nil) : .refused(.onlyOwnerReports)
  }

  private static func permission(
    under limit: Grant.Limit, in context: CycleContext, _ object: CycleObject
  ) -> Permission {
    switch limit {
    case .always: .allowed(only: nil)
    case .part(let part): .allowed(only: part)
    case .own: context.isOwn ? .allowed(only: nil) : .refused(.notYourOwn(object))
    case .finished: context.isFinished ? .allowed(only: nil) : .refused(.notYetFinished(object))
    case .shared: context.isShared ? .allowed(only: nil) : .refused(.notShared(object))
    }
  }
}

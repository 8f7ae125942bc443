internal import HTTPTypes
internal import Hummingbird
internal import PartnershipRecords

/// The desk where a person decides between updates that partners made apart from each other.
struct ConflictRoutes: Sendable {
  let site: Site
  let pages: any NodePages

  func add(to router: Router<PageContext>) {
    router.get("/conflicts", use: list)
    router.get("/conflicts/:reference/:field", use: show)
    router.post("/conflicts/:reference/:field", use: resolve)
  }

  @Sendable func list(_ request: Request, _ context: PageContext) async throws -> Response {
    let person = try site.person(context, in: .conflicts)
    return try await TaskPages(site: site).conflicts(
      try await pages.conflicts(for: person), context: context)
  }

  @Sendable func show(_ request: Request, _ context: PageContext) async throws -> Response {
    let person = try site.person(context, in: .conflicts)
    guard let conflict = try await conflict(context, person) else {
      return try await settled(context, person)
    }
    return try await desk(conflict, context, person)
  }

  @Sendable func resolve(_ request: Request, _ context: PageContext) async throws -> Response {
    let person = try site.person(context, in: .conflicts)
    let form = DecisionForm(try await site.form(request, context))
    guard let conflict = try await conflict(context, person) else {
      return try await settled(context, person, tooLate: form)
    }
    guard PagePermissions.mayDecide(conflict, person) else {
      throw PageRefusal.notAllowed(
        action: "decide between parallel updates", allowed: conflict.decider)
    }
    guard form.problems.isEmpty, let comment = form.comment else {
      return try await desk(conflict, context, person, again: form)
    }
    do {
      let resolution = ConflictResolution(
        taskReference: conflict.summary.taskReference, fieldName: conflict.summary.fieldName,
        value: try form.value(of: conflict), comment: comment, seen: form.seen)
      try await pages.resolve(resolution, by: person)
    } catch let error as any RemediedError where !Self.isForSomebodyElse(error) {
      return try await refused(form, because: error, context, person)
    }
    return await site.done(
      "Your decision is saved and will be sent at the next contact with the hub.",
      path: "/conflicts", context)
  }

  /// The desk as it is now with what was typed; the page of what holds if somebody decided meanwhile.
  private func refused(
    _ form: DecisionForm, because error: any RemediedError, _ context: PageContext,
    _ person: SignedInPerson
  ) async throws -> Response {
    guard let conflict = try await conflict(context, person) else {
      return try await settled(context, person, tooLate: form)
    }
    return try await desk(conflict, context, person, again: form, refusal: error)
  }

  private static func isForSomebodyElse(_ error: any RemediedError) -> Bool {
    (error as? PageRefusal)?.status == .forbidden
  }
}

// MARK: - Pages

extension ConflictRoutes {
  private func desk(
    _ conflict: ConflictDetail, _ context: PageContext, _ person: SignedInPerson,
    again form: DecisionForm? = nil, refusal: (any RemediedError)? = nil
  ) async throws -> Response {
    let heading = "\(conflict.summary.fieldLabel) of \(conflict.summary.taskReference)"
    var values = conflict.values(
      for: person, now: site.configuration.now(), typed: form)
    values["heading"] = heading
    values["hasProblem"] = false
    var status = HTTPResponse.Status.ok
    if let form {
      values.merge(form.values(form.problems, refusedBecause: refusal)) { $1 }
      status =
        refusal.map { ($0 as? PageRefusal)?.status ?? .unprocessableContent } ?? .badRequest
    }
    return try await site.page(
      "conflict", title: form == nil ? heading : "Not saved yet: \(heading)", in: .conflicts,
      context: context, status: status, values)
  }

  /// That the field is settled, how, by whom and when.
  private func settled(
    _ context: PageContext, _ person: SignedInPerson, tooLate form: DecisionForm? = nil
  ) async throws -> Response {
    let reference = try context.reference("reference")
    let field = try context.reference("field")
    guard
      let settled = try await pages.settledConflict(task: reference, field: field, for: person)
    else {
      throw PageRefusal.notFound(what: "field '\(field)' of a task \(reference)")
    }
    var values = settled.values(now: site.configuration.now())
    values["isTooLate"] = form != nil
    values["hasTyped"] = form?.comment != nil
    values["typedComment"] = form?.comment ?? ""
    return try await site.page(
      "conflict-settled", title: "\(settled.fieldLabel) of \(settled.taskReference)",
      in: .conflicts, context: context, status: form == nil ? .ok : .conflict, values)
  }

  private func conflict(
    _ context: PageContext, _ person: SignedInPerson
  ) async throws -> ConflictDetail? {
    try await pages.conflict(
      task: try context.reference("reference"), field: try context.reference("field"), for: person)
  }
}

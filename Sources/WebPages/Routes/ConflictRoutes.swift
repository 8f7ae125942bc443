internal import Hummingbird

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
    let conflict = try await conflict(context, person)
    let summary = conflict.summary
    return try await site.page(
      "conflict", title: "\(summary.fieldLabel) of \(summary.taskReference)", in: .conflicts,
      context: context, conflict.values(for: person))
  }

  @Sendable func resolve(_ request: Request, _ context: PageContext) async throws -> Response {
    let person = try site.person(context, in: .conflicts)
    let form = try await site.form(request, context)
    let conflict = try await conflict(context, person)
    guard PagePermissions.mayDecide(conflict, person) else {
      throw PageRefusal.notAllowed(
        action: "decide between parallel updates", allowed: conflict.decider)
    }
    guard let comment = form["comment"] else {
      throw PageRefusal.unreadable(field: "Why", expected: "a reason in your own words")
    }
    let resolution = ConflictResolution(
      taskReference: conflict.summary.taskReference, fieldName: conflict.summary.fieldName,
      value: try value(in: form, of: conflict), comment: comment, seen: form.text("seen"))
    try await pages.resolve(resolution, by: person)
    return await site.done(
      "Your decision is saved and will be sent at the next contact with the hub.",
      path: "/conflicts", context)
  }

  /// The value of the side that was chosen, or another one. The form sends the value itself, not the
  /// side's place, which may be another's by now.
  private func value(
    in form: FormFields, of conflict: ConflictDetail
  ) throws(PageRefusal) -> String {
    guard let choice = form["choice"] else {
      throw .unreadable(field: "Your decision", expected: "one of the updates or another value")
    }
    if choice == "other" {
      guard let other = form["other"] else {
        throw .unreadable(field: "Another value", expected: "a value")
      }
      return other
    }
    guard choice.hasPrefix("side:"),
      conflict.sides.contains(where: { $0.value == choice.dropFirst(5) })
    else { throw .outOfDate(what: "this field") }
    return String(choice.dropFirst(5))
  }

  private func conflict(
    _ context: PageContext, _ person: SignedInPerson
  ) async throws -> ConflictDetail {
    let reference = try context.reference("reference")
    let field = try context.reference("field")
    guard
      let conflict = try await pages.conflict(task: reference, field: field, for: person)
    else {
      throw PageRefusal.notFound(what: "open parallel update of '\(field)' of task \(reference)")
    }
    return conflict
  }
}

internal import Hummingbird

/// The pages of tasks that node and hub share.
struct TaskPages: Sendable {
  let site: Site

  func list(
    _ tasks: [TaskSummary], request: Request, context: PageContext
  ) async throws -> Response {
    let person = try site.person(context, in: .tasks)
    let showsAll = FormFields(encoded: request.uri.query)["show"] == "all"
    let shown = tasks.filter { showsAll || $0.isOpen }
    return try await site.page(
      "tasks", title: site.face == .hub ? "Shared tasks" : "Tasks", in: .tasks, context: context,
      [
        "tasks": shown.map(\.values), "hasTasks": !shown.isEmpty, "showsAll": showsAll,
        "shownCount": PlainFigures.counted(shown.count, "task", "tasks"),
        "mayCreate": site.face == .node && PagePermissions.mayCreateTask(person),
      ])
  }

  func detail(
    _ task: TaskDetail?, reference: String, context: PageContext
  ) async throws -> Response {
    let person = try site.person(context, in: .tasks)
    guard let task else { throw PageRefusal.notFound(what: "task \(reference)") }
    return try await site.page(
      "task", title: "\(task.summary.reference): \(task.summary.title)", in: .tasks,
      context: context,
      task.values(for: person, now: site.configuration.now()))
  }

  /// A file to be saved: never shown in the browser, whatever it is.
  func download(
    _ request: Request, _ context: PageContext,
    _ find: (_ name: String, _ reference: String, _ person: SignedInPerson) async throws
      -> AttachmentFile?
  ) async throws -> Response {
    let person = try site.person(context, in: .tasks)
    let reference = try context.reference("reference")
    guard let file = try await find(try context.reference("name"), reference, person) else {
      throw PageRefusal.notFound(what: "such attachment of \(reference)")
    }
    return file.response
  }

  func conflicts(_ conflicts: [ConflictDetail], context: PageContext) async throws -> Response {
    let person = try site.person(context, in: .conflicts)
    let now = site.configuration.now()
    let deciding = conflicts.filter(\.summary.needsDecision)
    let settled = conflicts.filter { !$0.summary.needsDecision }
    return try await site.page(
      "conflicts", title: "Parallel updates", in: .conflicts, context: context,
      [
        "deciding": deciding.map { $0.values(for: person, now: now) },
        "hasDeciding": !deciding.isEmpty,
        "settled": settled.map { $0.values(now: now) }, "hasSettled": !settled.isEmpty,
        "settledCount": PlainFigures.counted(settled.count, "update needs", "updates need"),
        "hasNone": conflicts.isEmpty, "isNode": site.face == .node,
        "decidingCount": PlainFigures.counted(deciding.count, "update waits", "updates wait"),
      ])
  }
}

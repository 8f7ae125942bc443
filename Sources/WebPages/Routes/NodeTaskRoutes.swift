internal import Hummingbird
internal import PartnershipRecords

/// Tasks at a node: looked at, created, changed and shared.
struct NodeTaskRoutes: Sendable {
  let site: Site
  let pages: any NodePages

  private var shared: TaskPages { TaskPages(site: site) }

  func add(to router: Router<PageContext>) {
    router.get("/tasks", use: list)
    router.get("/tasks/new", use: new)
    router.post("/tasks/new", use: create)
    router.get("/tasks/:reference", use: detail)
    router.get("/tasks/:reference/change", use: change)
    router.post("/tasks/:reference/change", use: update)
    router.post("/tasks/:reference/journal", use: note)
    router.post("/tasks/:reference/share", use: share)
    router.get("/tasks/:reference/attachments/:name", use: download)
    router.post("/tasks/:reference/attachments", use: attach)
  }

  @Sendable func list(_ request: Request, _ context: PageContext) async throws -> Response {
    let tasks = try await pages.tasks(for: site.person(context, in: .tasks))
    return try await shared.list(tasks, request: request, context: context)
  }

  @Sendable func detail(_ request: Request, _ context: PageContext) async throws -> Response {
    let person = try site.person(context, in: .tasks)
    let reference = try context.reference("reference")
    return try await shared.detail(
      try await pages.task(reference, for: person), reference: reference, context: context)
  }

  // MARK: - New

  @Sendable func new(_ request: Request, _ context: PageContext) async throws -> Response {
    let person = try creator(context)
    return try await TaskForm(
      title: "New task", path: "/tasks/new", cancelPath: "/tasks",
      fields: try await pages.newTaskFields(for: person)
    ).page(site, context)
  }

  @Sendable func create(_ request: Request, _ context: PageContext) async throws -> Response {
    let person = try creator(context)
    let form = try await site.form(request, context)
    let blank = TaskForm(
      title: "New task", path: "/tasks/new", cancelPath: "/tasks",
      fields: try await pages.newTaskFields(for: person))
    do {
      let reference = try await pages.createTask(blank.values(in: form), by: person)
      return await site.done(
        "Task \(reference) is saved on this machine. It is not shared yet.",
        path: "/tasks/\(FormFields.encode(reference))", context)
    } catch let error as any RemediedError where !(error is PageRefusal) {
      return try await blank.page(site, context, typed: form, problem: error)
    }
  }

  // MARK: - Change

  @Sendable func change(_ request: Request, _ context: PageContext) async throws -> Response {
    try await changeForm(context).page(site, context)
  }

  @Sendable func update(_ request: Request, _ context: PageContext) async throws -> Response {
    let person = try site.person(context, in: .tasks)
    let form = try await site.form(request, context)
    let blank = try await changeForm(context)
    let reference = try context.reference("reference")
    let changes = blank.changes(in: form)
    guard !changes.isEmpty else {
      return await site.done("Nothing was changed.", path: blank.cancelPath, context)
    }
    let update = TaskUpdate(
      reference: reference, seen: form.text("seen"), changes: changes, note: nil)
    do {
      try await pages.updateTask(update, by: person)
    } catch let error as any RemediedError where !(error is PageRefusal) {
      return try await blank.page(site, context, typed: form, problem: error)
    }
    return await site.done(
      "The change is saved on this machine.", path: blank.cancelPath, context)
  }

  @Sendable func note(_ request: Request, _ context: PageContext) async throws -> Response {
    let person = try site.person(context, in: .tasks)
    let form = try await site.form(request, context)
    let reference = try context.reference("reference")
    guard let note = form["note"] else {
      throw PageRefusal.unreadable(field: "New entry", expected: "some text")
    }
    let update = TaskUpdate(
      reference: reference, seen: form.text("seen"), changes: [], note: note)
    try await pages.updateTask(update, by: person)
    return await site.done(
      "The entry is in the journal.", path: "/tasks/\(FormFields.encode(reference))", context)
  }

  @Sendable func share(_ request: Request, _ context: PageContext) async throws -> Response {
    let person = try site.person(context, in: .tasks)
    _ = try await site.form(request, context)
    let reference = try context.reference("reference")
    let name = try await pages.shareTask(reference, by: person)
    return await site.done(
      "The task is shared and will be sent at the next contact with the hub.",
      path: "/tasks/\(FormFields.encode(name))", context)
  }

  // MARK: - Attachments

  @Sendable func download(_ request: Request, _ context: PageContext) async throws -> Response {
    try await shared.download(request, context) {
      try await pages.attachment($0, of: $1, for: $2)
    }
  }

  @Sendable func attach(_ request: Request, _ context: PageContext) async throws -> Response {
    let person = try site.person(context, in: .tasks)
    let form = try await site.fileForm(request, context)
    let reference = try context.reference("reference")
    guard let file = form.file("file") else {
      throw PageRefusal.unreadable(field: "Attach a file", expected: "a file")
    }
    try await pages.attach(file, to: reference, by: person)
    return await site.done(
      "The file is attached and will be sent at the next contact with the hub.",
      path: "/tasks/\(FormFields.encode(reference))", context)
  }

  private func creator(_ context: PageContext) throws(PageRefusal) -> SignedInPerson {
    let person = try site.person(context, in: .tasks)
    guard PagePermissions.mayCreateTask(person) else {
      throw .notAllowed(
        action: "create a task",
        allowed: "the coordinator or an analyst")
    }
    return person
  }

  private func changeForm(_ context: PageContext) async throws -> TaskForm {
    let person = try site.person(context, in: .tasks)
    let reference = try context.reference("reference")
    guard let task = try await pages.task(reference, for: person) else {
      throw PageRefusal.notFound(what: "task \(reference)")
    }
    let fields = task.fields.filter(\.isEditable)
    guard !person.isVisitor, !fields.isEmpty else {
      throw PageRefusal.notAllowed(
        action: "change task \(reference) now", allowed: "somebody who works on it")
    }
    return TaskForm(
      title: "Change \(reference)", path: "\(task.summary.path)/change",
      cancelPath: task.summary.path, fields: fields, seen: task.seen)
  }
}

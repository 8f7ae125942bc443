internal import Hummingbird

/// All pages of the hub; they only show.
struct HubRoutes: Sendable {
  let site: Site
  let pages: any HubPages

  func add(to router: Router<PageContext>) {
    router.get("/", use: first)
    router.get("/picture", use: picture)
    router.get("/picture.json", use: pictureJSON)
    router.get("/members", use: members)
    router.get("/tasks", use: tasks)
    router.get("/tasks/:reference", use: task)
    router.get("/tasks/:reference/attachments/:name", use: download)
    router.get("/conflicts", use: conflicts)
    router.get("/refusals", use: refusals)
  }

  /// The first part of the site that is open to the person.
  @Sendable func first(_ request: Request, _ context: PageContext) async throws -> Response {
    guard let person = context.visit?.person,
      let area = site.face.areas.first(where: { PagePermissions.isOpen($0, to: person) })
    else {
      throw PageRefusal.notAllowed(
        action: "see the pages of the hub", allowed: "somebody of the regional office")
    }
    return .redirect(to: area.path, type: .normal)
  }

  @Sendable func picture(_ request: Request, _ context: PageContext) async throws -> Response {
    let picture = try await answer(request, context)
    return try await site.page(
      "picture", title: "Regional picture: \(picture.region)", in: .picture, context: context,
      picture.values)
  }

  @Sendable func pictureJSON(_ request: Request, _ context: PageContext) async throws -> Response {
    try JSONPage.response(try await answer(request, context))
  }

  private func answer(_ request: Request, _ context: PageContext) async throws -> PicturePage {
    let person = try site.person(context, in: .picture)
    let fields = FormFields(encoded: request.uri.query)
    let selection = PictureSelection(
      category: try fields.category("what"), period: try fields.period("when"))
    return try await pages.picture(selection, for: person)
  }

  @Sendable func members(_ request: Request, _ context: PageContext) async throws -> Response {
    let person = try site.person(context, in: .members)
    let members = try await pages.members(for: person)
    let now = site.configuration.now()
    let above = try await pages.hubAbove(for: person)
    return try await site.page(
      "members", title: "Members", in: .members, context: context,
      [
        "members": members.map { $0.values(now: now) }, "hasMembers": !members.isEmpty,
        "above": [above].compactMap { $0?.values(now: now) },
      ])
  }

  @Sendable func tasks(_ request: Request, _ context: PageContext) async throws -> Response {
    let tasks = try await pages.tasks(for: site.person(context, in: .tasks))
    return try await TaskPages(site: site).list(tasks, request: request, context: context)
  }

  @Sendable func task(_ request: Request, _ context: PageContext) async throws -> Response {
    let person = try site.person(context, in: .tasks)
    let reference = try context.reference("reference")
    return try await TaskPages(site: site).detail(
      try await pages.task(reference, for: person), reference: reference, context: context)
  }

  @Sendable func download(_ request: Request, _ context: PageContext) async throws -> Response {
    try await TaskPages(site: site).download(request, context) {
      try await pages.attachment($0, of: $1, for: $2)
    }
  }

  @Sendable func conflicts(_ request: Request, _ context: PageContext) async throws -> Response {
    let person = try site.person(context, in: .conflicts)
    return try await TaskPages(site: site).conflicts(
      try await pages.conflicts(for: person), context: context)
  }

  @Sendable func refusals(_ request: Request, _ context: PageContext) async throws -> Response {
    let person = try site.person(context, in: .refusals)
    let refusals = try await pages.refusals(for: person)
    return try await site.page(
      "refusals", title: "Refusals", in: .refusals, context: context,
      ["refusals": refusals.map(\.values), "hasRefusals": !refusals.isEmpty])
  }
}

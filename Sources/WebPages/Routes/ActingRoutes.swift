internal import Hummingbird

/// Lets a visitor of an open demonstration act as one of its people; not there otherwise.
struct ActingRoutes: Sendable {
  let site: Site

  func add(to router: Router<PageContext>) { router.post("/act-as", use: actAs) }

  @Sendable func actAs(_ request: Request, _ context: PageContext) async throws -> Response {
    let form = try await site.form(request, context)
    guard let handle = form["handle"],
      let person = try await site.demonstrationPeople().first(where: { $0.handle == handle })
    else { throw PageRefusal.notFound(what: "person of that name") }
    if let old = context.visit?.session { await site.sessions.close(old.identifier) }
    let session = await site.sessions.open(for: person, at: site.configuration.now())
    await site.sessions.leave(
      notice: "You now act as \(person.handle), \(person.role.inWords).", for: session.identifier)
    let target = SignInRoutes.safePath(form.text("next"))
    var response = Response.redirect(to: target, type: .normal)
    response.setSessionCookie(site.sessionCookie, session.identifier)
    return response
  }
}

internal import Hummingbird
internal import PartnershipRecords

/// Lets nobody past who has not signed in, but for the page to do so and the style sheet; in an open
/// demonstration everybody, as a visitor.
struct SessionCheck: RouterMiddleware {
  typealias Context = PageContext

  let site: Site

  func handle(
    _ request: Request, context: PageContext,
    next: (Request, PageContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    let isRead = request.method == .get || request.method == .head
    if isRead { context.path = request.uri.string }
    context.visit = await visit(of: request)
    if context.visit != nil || Self.isForEverybody(request.uri.path) {
      return try await next(request, context)
    }
    if site.configuration.openOnLoopback {
      return try await receive(request, context, isRead: isRead, next: next)
    }
    if request.uri.path.hasSuffix(".json") {
      throw PageRefusal.notAllowed(
        action: "read figures without signing in", allowed: "somebody who has signed in")
    }
    guard isRead else { throw PageRefusal.formNotOurs }
    let target = FormFields.encode([("next", request.uri.string)])
    return .redirect(to: "/sign-in?\(target)", type: .normal)
  }

  private func visit(of request: Request) async -> Visit? {
    let now = site.configuration.now()
    if let cookie = request.cookies[site.sessionCookie],
      let (person, session) = await site.sessions.find(cookie.value, at: now)
    {
      return Visit(person: person, session: session)
    }
    return nil
  }

  /// Lets a visitor of an open demonstration in, with a session, so that the pages have forms.
  private func receive(
    _ request: Request, _ context: PageContext, isRead: Bool,
    next: (Request, PageContext) async throws -> Response
  ) async throws -> Response {
    var context = context
    let visitor = site.face.visitor
    guard isRead, !request.uri.path.hasSuffix(".json") else {
      context.visit = Visit(person: visitor, session: nil)
      return try await next(request, context)
    }
    let session = await site.sessions.open(for: visitor, at: site.configuration.now())
    context.visit = Visit(person: visitor, session: session)
    var response = try await next(request, context)
    response.setSessionCookie(site.sessionCookie, session.identifier)
    return response
  }

  static func isForEverybody(_ path: String) -> Bool {
    path == "/sign-in" || path == "/assets/style.css"
  }
}

internal import HTTPTypes
internal import Hummingbird

/// Signing in and out, and the style sheet that even the sign-in page needs.
struct SignInRoutes: Sendable {
  let site: Site

  func add(to router: Router<PageContext>) {
    router.get("/sign-in", use: show)
    router.post("/sign-in", use: signIn)
    router.post("/sign-out", use: signOut)
    router.get("/assets/style.css") { _, _ in
      Response(
        status: .ok,
        headers: [.contentType: "text/css; charset=utf-8", .cacheControl: "no-cache"],
        body: ResponseBody(byteBuffer: ByteBuffer(string: site.templates.styleSheet)))
    }
  }

  @Sendable func show(_ request: Request, _ context: PageContext) async throws -> Response {
    let next = Self.safePath(FormFields(encoded: request.uri.query).text("next"))
    return try await form(context, next: next, handle: "", problem: nil)
  }

  @Sendable func signIn(_ request: Request, _ context: PageContext) async throws -> Response {
    let form = try await FormFields(body: request)
    // There is no session yet: the form proves itself by a value that is also in a cookie.
    guard let cookie = request.cookies[site.signInCookie]?.value, cookie.utf8.count == 64,
      RandomToken.areEqual(cookie, form.text("form-token"))
    else { throw PageRefusal.formNotOurs }
    let handle = form["handle"] ?? ""
    let now = site.configuration.now()
    if let minutes = await site.throttle.wait(for: handle, at: now) {
      throw PageRefusal.tooManyAttempts(minutes: minutes)
    }
    let passphrase = form.text("passphrase")
    guard let person = try await site.signIn.signIn(handle: handle, passphrase: passphrase) else {
      await site.throttle.noteFailure(of: handle, at: now)
      return try await self.form(
        context, next: Self.safePath(form.text("next")), handle: handle,
        problem: "The name or the passphrase is not right. Try again.")
    }
    await site.throttle.noteSuccess(of: handle)
    if let old = context.visit?.session { await site.sessions.close(old.identifier) }
    let session = await site.sessions.open(for: person, at: now)
    var response = Response.redirect(to: Self.safePath(form.text("next")), type: .normal)
    response.setSessionCookie(site.sessionCookie, session.identifier)
    response.setSessionCookie(site.signInCookie, nil)
    return response
  }

  @Sendable func signOut(_ request: Request, _ context: PageContext) async throws -> Response {
    _ = try await site.form(request, context)
    if let session = context.visit?.session { await site.sessions.close(session.identifier) }
    var response = Response.redirect(to: "/sign-in", type: .normal)
    response.setSessionCookie(site.sessionCookie, nil)
    return response
  }

  /// A path of this site; anything else becomes the first page.
  static func safePath(_ text: String) -> String {
    let isOurs =
      text.hasPrefix("/") && !text.hasPrefix("//")
      && text.unicodeScalars.allSatisfy { (33...126).contains($0.value) && $0 != "\\" }
    return isOurs ? text : "/"
  }

  private func form(
    _ context: PageContext, next: String, handle: String, problem: String?
  ) async throws -> Response {
    var random = SystemRandomNumberGenerator()
    let token = RandomToken.make(using: &random)
    var values: TemplateValues = ["signInToken": token, "next": next, "handle": handle]
    values["problem"] = problem
    var response = try await site.page(
      "sign-in", title: "Sign in", in: nil, context: context,
      status: problem == nil ? .ok : .unprocessableContent, values)
    response.setSessionCookie(site.signInCookie, token)
    return response
  }
}

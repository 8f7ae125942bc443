internal import HTTPTypes
internal import Hummingbird

/// Tells the browser how little the pages need: nothing from elsewhere, and no script at all.
struct SecurityHeaders: RouterMiddleware {
  typealias Context = PageContext

  static let policy = [
    "default-src 'self'", "script-src 'none'", "object-src 'none'", "base-uri 'none'",
    "form-action 'self'", "frame-ancestors 'none'",
  ].joined(separator: "; ")

  func handle(
    _ request: Request, context: PageContext,
    next: (Request, PageContext) async throws -> Response
  ) async throws -> Response {
    var response = try await next(request, context)
    set("Content-Security-Policy", Self.policy, in: &response)
    set("X-Content-Type-Options", "nosniff", in: &response)
    // Not "no-referrer": browsers would then send forms with the origin "null".
    set("Referrer-Policy", "same-origin", in: &response)
    set("X-Frame-Options", "DENY", in: &response)
    set("Cross-Origin-Opener-Policy", "same-origin", in: &response)
    set("Cross-Origin-Resource-Policy", "same-origin", in: &response)
    if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    return response
  }

  private func set(_ name: String, _ value: String, in response: inout Response) {
    guard let name = HTTPField.Name(name) else { return }
    response.headers[name] = value
  }
}

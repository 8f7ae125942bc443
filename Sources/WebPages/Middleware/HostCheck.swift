internal import HTTPTypes
internal import Hummingbird

/// Answers only requests that are addressed to this machine, so that a page of somebody else's, whose
/// name was made to point here, cannot read anything.
struct HostCheck: RouterMiddleware {
  typealias Context = PageContext

  /// In lower case, without port.
  let names: Set<String>

  /// Accepts the loopback names, the host of the configuration and what it allows besides.
  init(configuration: WebConfiguration) {
    let others = [configuration.host] + configuration.allowedHosts
    names = Set(Self.loopbackNames + others.map { $0.lowercased() })
  }

  static let loopbackNames = ["localhost", "127.0.0.1", "[::1]", "::1"]

  func handle(
    _ request: Request, context: PageContext,
    next: (Request, PageContext) async throws -> Response
  ) async throws -> Response {
    guard accepts(authority: request.head.authority) else { throw PageRefusal.unknownHost }
    if request.method != .get, request.method != .head {
      guard isFromHere(request) else { throw PageRefusal.formNotOurs }
    }
    return try await next(request, context)
  }

  func accepts(authority: String?) -> Bool {
    guard let authority, let host = Self.host(of: authority) else { return false }
    return names.contains(host)
  }

  /// The authority's host, in lower case, without its port; `nil` if it cannot be one.
  static func host(of authority: String) -> String? {
    let text = authority.lowercased()
    if text.hasPrefix("[") {
      guard let end = text.firstIndex(of: "]") else { return nil }
      let rest = text[text.index(after: end)...]
      return isPort(rest) ? String(text[...end]) : nil
    }
    guard let colon = text.firstIndex(of: ":") else { return text.isEmpty ? nil : text }
    return isPort(text[colon...]) ? String(text[..<colon]) : nil
  }

  private static func isPort(_ text: Substring) -> Bool {
    text.isEmpty
      || (text.first == ":" && text.dropFirst().utf8.allSatisfy { (48...57).contains($0) })
  }

  /// Whether the browser says that a page of ours sent the form; other programs say nothing.
  private func isFromHere(_ request: Request) -> Bool {
    if let site = HTTPField.Name("Sec-Fetch-Site").flatMap({ request.headers[$0] }),
      site != "same-origin", site != "none"
    {
      return false
    }
    guard let origin = request.headers[.origin] else { return true }
    guard let authority = request.head.authority else { return false }
    return origin == "http://\(authority)" || origin == "https://\(authority)"
  }
}

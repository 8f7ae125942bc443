internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import PartnershipRecords

/// Turns every error into a page, or JSON, that says what happened and what to do.
struct ErrorPages: RouterMiddleware {
  typealias Context = PageContext

  let site: Site

  func handle(
    _ request: Request, context: PageContext,
    next: (Request, PageContext) async throws -> Response
  ) async throws -> Response {
    do {
      return try await next(request, context)
    } catch {
      let trouble = Trouble(error, on: request)
      if trouble.status.kind == .serverError {
        context.logger.error("page failed", metadata: ["code": "\(trouble.code)"])
      }
      if request.uri.path.hasSuffix(".json") { return try trouble.json() }
      return try await site.errorPage(trouble, context)
    }
  }
}

/// An error as a reader sees it.
struct Trouble {
  let status: HTTPResponse.Status
  let code: String
  let heading: String
  let detail: String
  let remedy: String

  init(_ error: any Error, on request: Request) {
    if let http = error as? HTTPError, http.status == .notFound {
      self.init(PageRefusal.notFound(what: "page at this address"), .notFound)
    } else if let refusal = error as? PageRefusal {
      self.init(refusal, refusal.status)
    } else if let remedied = error as? any RemediedError {
      let isForm = request.method != .get && request.method != .head
      self.init(remedied, isForm ? .unprocessableContent : .internalServerError)
    } else {
      self.init(
        status: .internalServerError, code: "page-failed",
        detail: "The page could not be made because something failed inside the program.",
        remedy: "Try again. If it happens again, look at the program's log.")
    }
  }

  private init(_ error: any RemediedError, _ status: HTTPResponse.Status) {
    self.init(status: status, code: error.code, detail: error.detail, remedy: error.remedy)
  }

  private init(status: HTTPResponse.Status, code: String, detail: String, remedy: String) {
    self.status = status
    self.code = code
    self.detail = detail
    self.remedy = remedy
    heading =
      switch status {
      case .notFound: "Nothing found here"
      case .multipleChoices: "Which one?"
      case .forbidden: "This is for somebody else"
      case .badRequest: "The request could not be read"
      case .conflict: "Somebody was faster"
      case .tooManyRequests: "Please wait"
      case .unprocessableContent: "This could not be done"
      case .internalServerError: "Something went wrong"
      default: "The request was refused"
      }
  }

  func json() throws -> Response {
    try JSONPage.response(
      ["code": code, "detail": detail, "remedy": remedy], status: status)
  }
}

extension PageRefusal {
  var status: HTTPResponse.Status {
    switch self {
    case .notFound: .notFound
    case .severalNamed: .multipleChoices
    case .notAllowed, .formNotOurs: .forbidden
    case .unreadable: .badRequest
    case .unknownHost: .misdirectedRequest
    case .tooManyAttempts: .tooManyRequests
    case .outOfDate: .conflict
    case .formTooLarge: .contentTooLarge
    }
  }
}

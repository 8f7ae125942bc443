internal import Foundation
internal import HTTPTypes
internal import Hummingbird
internal import PartnershipRecords

/// What all routes of one server share.
struct Site: Sendable {
  let face: Face
  let configuration: WebConfiguration
  let templates: PageTemplates
  let sessions: SessionStore
  let signIn: any SignIn
  let alerts: @Sendable (SignedInPerson) async throws -> [PageAlert]
  let throttle = SignInThrottle()

  init(
    face: Face, configuration: WebConfiguration, signIn: any SignIn,
    alerts: @escaping @Sendable (SignedInPerson) async throws -> [PageAlert]
  ) throws(WebPagesError) {
    guard HostCheck.loopbackNames.contains(configuration.host.lowercased()) else {
      throw .notLoopback(host: configuration.host)
    }
    self.face = face
    self.configuration = configuration
    self.signIn = signIn
    self.alerts = alerts
    templates = try PageTemplates()
    sessions = SessionStore(lifetime: configuration.sessionLifetime)
  }

  /// Cookies do not know ports, and a node and a hub may run on one machine.
  var sessionCookie: String { "iscan-session-\(configuration.port)" }
  var signInCookie: String { "iscan-sign-in-\(configuration.port)" }

  /// A page of the menu, with what stands around it.
  func page(
    _ template: String, title: String, in area: PageArea?, context: PageContext,
    status: HTTPResponse.Status = .ok, hasBanner: Bool = true, _ values: TemplateValues
  ) async throws -> Response {
    var all = values
    all.merge(try await frame(context, current: area)) { $1 }
    if !hasBanner { all["hasAlerts"] = false }
    all["pageTitle"] = title
    return html(try templates.render(template, all), status: status)
  }

  func errorPage(_ trouble: Trouble, _ context: PageContext) async throws -> Response {
    var values = try await frame(context, current: nil)
    values["pageTitle"] = trouble.heading
    values["heading"] = trouble.heading
    values["detail"] = trouble.detail
    values["remedy"] = trouble.remedy
    values["code"] = trouble.code
    return html(try templates.render("error", values), status: trouble.status)
  }

  /// Those whom a visitor of an open demonstration may act as, the mere visitor first.
  func demonstrationPeople() async throws -> [SignedInPerson] {
    [face.visitor] + (try await signIn.people())
  }

  /// The person who looks, if the part of the site is open to them.
  func person(_ context: PageContext, in area: PageArea) throws(PageRefusal) -> SignedInPerson {
    guard let person = context.visit?.person else { throw .formNotOurs }
    guard PagePermissions.isOpen(area, to: person) else {
      let readers = PagePermissions.readers(of: area).filter {
        $0.isRegional == (face == .hub)
      }
      throw .notAllowed(
        action: area.action, allowed: PlainFigures.listed(readers.map { "the " + $0.inWords }))
    }
    return person
  }

  /// Reads a form and checks that a page of the same session sent it.
  func form(_ request: Request, _ context: PageContext) async throws -> FormFields {
    let form = try await FormFields(body: request)
    try check(token: form.text("form-token"), context)
    return form
  }

  /// Reads a form with a file, and checks that a page of the same session sent it.
  func fileForm(_ request: Request, _ context: PageContext) async throws -> FileForm {
    let form = try await FileForm(body: request)
    try check(token: form.text("form-token"), context)
    return form
  }

  private func check(token: String, _ context: PageContext) throws(PageRefusal) {
    guard let session = context.visit?.session, RandomToken.areEqual(token, session.formToken)
    else { throw .formNotOurs }
  }

  /// Sends the browser to a page that says what was done.
  func done(_ notice: String, path: String, _ context: PageContext) async -> Response {
    if let session = context.visit?.session {
      await sessions.leave(notice: notice, for: session.identifier)
    }
    return .redirect(to: path, type: .normal)
  }

  private func html(_ text: String, status: HTTPResponse.Status) -> Response {
    Response(
      status: status, headers: [.contentType: "text/html; charset=utf-8"],
      body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }
}

// MARK: - What stands around a page

extension Site {
  /// The values of the layout: whose site it is, who looks, where they may go.
  private func frame(_ context: PageContext, current: PageArea?) async throws -> TemplateValues {
    var values: TemplateValues = [
      "siteTitle": configuration.title, "isHub": face == .hub, "rootPath": "/",
    ]
    guard let visit = context.visit else { return values }
    values["menu"] = menu(for: visit.person, current: current)
    values["person"] = visit.person.handle
    values["personRole"] = visit.person.role.inWords
    values["isVisitor"] = visit.person.isVisitor
    // A page that is asked for is worth more than a banner that cannot be made.
    let alerts = PagePermissions.seesAlerts(visit.person) ? try? await alerts(visit.person) : nil
    values["alerts"] = AlertGroup.groups(of: alerts ?? []).map(\.values)
    values["hasAlerts"] = alerts?.isEmpty == false
    guard let session = visit.session else { return values }
    values["formToken"] = session.formToken
    values["notice"] = await sessions.takeNotice(for: session.identifier)
    guard configuration.openOnLoopback else { return values }
    values["isOpen"] = true
    values["currentPath"] = context.path
    values["people"] = SelectOption.list(
      try await demonstrationPeople().map(\.choice), chosen: visit.person.handle)
    return values
  }

  private func menu(for person: SignedInPerson, current: PageArea?) -> [TemplateValues] {
    face.areas.filter { PagePermissions.isOpen($0, to: person) }.map {
      ["path": $0.path, "label": $0.label, "isCurrent": $0 == current]
    }
  }
}

extension SignedInPerson {
  /// The person in a list to choose from.
  fileprivate var choice: Choice { Choice(value: handle, label: "\(handle) (\(role.inWords))") }
}

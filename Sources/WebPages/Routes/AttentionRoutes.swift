internal import Hummingbird
internal import PartnershipRecords

/// The page of everything that needs a person, each matter by itself: where the banner at the head of
/// every page leads when it says several in one sentence.
struct AttentionRoutes: Sendable {
  let site: Site

  func add(to router: Router<PageContext>) { router.get("/attention", use: list) }

  @Sendable func list(_ request: Request, _ context: PageContext) async throws -> Response {
    guard let person = context.visit?.person else { throw PageRefusal.formNotOurs }
    guard PagePermissions.seesAlerts(person) else {
      let readers = PagePermissions.readers(of: site.face == .hub ? .members : .sync)
        .filter { $0.isRegional == (site.face == .hub) }
      throw PageRefusal.notAllowed(
        action: "see what needs a person",
        allowed: PlainFigures.listed(readers.map { "the " + $0.inWords }))
    }
    let groups = AlertGroup.kinds(of: try await site.alerts(person))
    return try await site.page(
      "attention", title: "What needs a person", in: nil, context: context, hasBanner: false,
      ["groups": groups.map(\.list), "hasGroups": !groups.isEmpty])
  }
}

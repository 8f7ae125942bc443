internal import Foundation
internal import Hummingbird
internal import PartnershipRecords

/// What leaves this machine: list, preview and approval.
struct ReleaseRoutes: Sendable {
  let site: Site
  let pages: any NodePages

  func add(to router: Router<PageContext>) {
    router.get("/releases", use: list)
    router.get("/releases/:reference", use: preview)
    router.post("/releases/:reference/approve", use: approve)
  }

  @Sendable func list(_ request: Request, _ context: PageContext) async throws -> Response {
    let person = try site.person(context, in: .releases)
    let releases = try await pages.releases(for: person)
    return try await site.page(
      "releases", title: "Releases", in: .releases, context: context,
      [
        "releases": releases.map(\.values), "hasReleases": !releases.isEmpty,
        "mayPreview": PagePermissions.mayPreview(person),
      ])
  }

  @Sendable func preview(_ request: Request, _ context: PageContext) async throws -> Response {
    let person = try site.person(context, in: .releases)
    guard PagePermissions.mayPreview(person) else {
      throw PageRefusal.notAllowed(
        action: "see true counts beside what leaves", allowed: "an analyst or the liaison officer")
    }
    let reference = try context.reference("reference")
    let fields = FormFields(encoded: request.uri.query)
    let filter = PreviewFilter(
      table: fields["table"], area: try fields.area("where"), category: try fields.category("what"),
      page: try fields.value("page", as: Int.self, expected: "a page number such as 1") ?? 1)
    guard
      let page = try await pages.releasePreview(reference, filter: filter, for: person)
    else { throw PageRefusal.notFound(what: "release \(reference)") }
    return try await site.page(
      "release", title: "Release \(reference)", in: .releases, context: context,
      page.values(for: person))
  }

  @Sendable func approve(_ request: Request, _ context: PageContext) async throws -> Response {
    let person = try site.person(context, in: .releases)
    let form = try await site.form(request, context)
    let reference = try context.reference("reference")
    guard
      let release = try await pages.releases(for: person).first(where: { $0.reference == reference }
      )
    else { throw PageRefusal.notFound(what: "release \(reference)") }
    guard PagePermissions.mayApprove(release, person) else {
      if release.stage != .awaitingApproval { throw PageRefusal.outOfDate(what: "this release") }
      throw PageRefusal.notAllowed(
        action: "approve this release", allowed: "a liaison officer who did not build it")
    }
    guard form["looked"] == "yes" else {
      throw PageRefusal.unreadable(
        field: "I have looked at what leaves", expected: "a tick")
    }
    try await pages.approveRelease(reference, by: person)
    return await site.done(
      "Release \(reference) is approved and will be sent at the next contact with the hub.",
      path: "/releases", context)
  }
}

extension PageContext {
  /// A part of the path, decoded.
  func reference(_ name: String) throws(PageRefusal) -> String {
    guard let text = parameters.get(name)?.removingPercentEncoding, !text.isEmpty,
      text.utf8.count <= 100
    else { throw .notFound(what: "page at this address") }
    return text
  }
}

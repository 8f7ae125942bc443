internal import Hummingbird
internal import PartnershipRecords

/// The pages of a node that only show.
struct NodeRoutes: Sendable {
  let site: Site
  let pages: any NodePages

  func add(to router: Router<PageContext>) {
    router.get("/", use: home)
    router.get("/scan", use: scan)
    router.get("/scan.json", use: scanJSON)
    router.get("/imports", use: imports)
    router.get("/sync", use: sync)
  }

  @Sendable func home(_ request: Request, _ context: PageContext) async throws -> Response {
    let person = try site.person(context, in: .home)
    let home = try await pages.home(for: person)
    return try await site.page(
      "home", title: "What needs attention in \(home.partnership.name)", in: .home,
      context: context,
      home.values(for: person, now: site.configuration.now()))
  }

  @Sendable func scan(_ request: Request, _ context: PageContext) async throws -> Response {
    let answer = try await answer(request, context)
    return try await site.page(
      "scan", title: "Scan: \(answer.place)", in: .scan, context: context, answer.values)
  }

  @Sendable func scanJSON(_ request: Request, _ context: PageContext) async throws -> Response {
    try JSONPage.response(try await answer(request, context))
  }

  private func answer(_ request: Request, _ context: PageContext) async throws -> ScanPage {
    let person = try site.person(context, in: .scan)
    let fields = FormFields(encoded: request.uri.query)
    let selection = ScanSelection(
      category: try fields.category("what"), area: try fields.area("where"),
      period: try fields.period("when"))
    return try await pages.scan(selection, for: person)
  }

  @Sendable func imports(_ request: Request, _ context: PageContext) async throws -> Response {
    let person = try site.person(context, in: .imports)
    let reports = try await pages.imports(for: person)
    return try await site.page(
      "imports", title: "Imports", in: .imports, context: context,
      ImportReport.values(reports))
  }

  @Sendable func sync(_ request: Request, _ context: PageContext) async throws -> Response {
    let person = try site.person(context, in: .sync)
    let status = try await pages.sync(for: person)
    return try await site.page(
      "sync", title: "Sync", in: .sync, context: context,
      status.values(now: site.configuration.now()))
  }
}

extension FormFields {
  func category(_ name: String) throws(PageRefusal) -> CrimeCategory? {
    try value(name, as: CrimeCategory.self, expected: "a crime category such as 'burglary'")
  }

  func area(_ name: String) throws(PageRefusal) -> AreaCode? {
    try value(name, as: AreaCode.self, expected: "an area code such as 'E08000037'")
  }

  func period(_ name: String) throws(PageRefusal) -> MonthPeriod? {
    try value(
      name, as: MonthPeriod.self,
      expected: "a month such as '2021-03', or two with two dots between")
  }
}

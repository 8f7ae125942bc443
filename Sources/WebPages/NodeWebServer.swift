public import Hummingbird
public import Logging

/// The pages of a partnership's node.
public enum NodeWebServer {
  /// Makes the server; run it as a service.
  ///
  /// - Parameters:
  ///   - pages: What the pages show and do.
  ///   - signIn: Who may sign in.
  ///   - configuration: Where to serve.
  ///   - logger: Where failures go; never gets the content of a page.
  /// - Returns: A service that serves until it is told to stop.
  /// - Throws: ``WebPagesError`` if the host is not this machine's own or a resource is missing.
  public static func makeApplication(
    pages: any NodePages, signIn: any SignIn, configuration: WebConfiguration, logger: Logger
  ) throws(WebPagesError) -> some ApplicationProtocol {
    let site = try Site(
      face: .node, configuration: configuration, signIn: signIn,
      alerts: { try await pages.alerts(for: $0) })
    return WebServer.application(site: site, logger: logger) { router in
      NodeRoutes(site: site, pages: pages).add(to: router)
      ReleaseRoutes(site: site, pages: pages).add(to: router)
      NodeTaskRoutes(site: site, pages: pages).add(to: router)
      ConflictRoutes(site: site, pages: pages).add(to: router)
    }
  }
}

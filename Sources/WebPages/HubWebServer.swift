public import Hummingbird
public import Logging

/// The pages of the region's hub.
public enum HubWebServer {
  /// Makes the server; run it as a service.
  ///
  /// - Parameters:
  ///   - pages: What the pages show.
  ///   - signIn: Who may sign in.
  ///   - configuration: Where to serve.
  ///   - logger: Where failures go; never gets the content of a page.
  /// - Returns: A service that serves until it is told to stop.
  /// - Throws: ``WebPagesError`` if the host is not this machine's own or a resource is missing.
  public static func makeApplication(
    pages: any HubPages, signIn: any SignIn, configuration: WebConfiguration, logger: Logger
  ) throws(WebPagesError) -> some ApplicationProtocol {
    let site = try Site(
      face: .hub, configuration: configuration, signIn: signIn,
      alerts: { try await pages.alerts(for: $0) })
    return WebServer.application(site: site, logger: logger) { router in
      HubRoutes(site: site, pages: pages).add(to: router)
    }
  }
}

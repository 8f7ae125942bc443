internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// What both servers have in common: the order in which a request is checked.
enum WebServer {
  static func application(
    site: Site, logger: Logger, addRoutes: (Router<PageContext>) -> Void
  ) -> Application<RouterResponder<PageContext>> {
    let router = Router(context: PageContext.self)
    router.addMiddleware {
      SecurityHeaders()
      ErrorPages(site: site)
      HostCheck(configuration: site.configuration)
      SessionCheck(site: site)
      // Again, within the session, so that most errors have the menu of whoever looks.
      ErrorPages(site: site)
    }
    SignInRoutes(site: site).add(to: router)
    if site.configuration.openOnLoopback { ActingRoutes(site: site).add(to: router) }
    AttentionRoutes(site: site).add(to: router)
    addRoutes(router)
    let configuration = site.configuration
    return Application(
      router: router,
      configuration: ApplicationConfiguration(
        address: .hostname(configuration.host, port: configuration.port)),
      onServerRunning: { channel in
        await configuration.onServerRunning(channel.localAddress?.port ?? configuration.port)
      },
      logger: logger)
  }
}

import ArgumentParser
import Foundation
import HubService
import Hummingbird
import Logging
import NodeService
import PartnershipRecords
import ServiceLifecycle
import SyncTransport
import UnixSignals
import WebPages

/// `iscan serve`.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve the pages on this machine, and at a hub the nodes.",
    discussion: """
      The pages are on 127.0.0.1 only. A hub listens for nodes too, by mutual TLS. Ends with \
      Control-C.

        iscan serve --home ~/iscan --page-port 7501
        iscan serve --home ~/hub --page-port 7480 --sync-host 0.0.0.0
      """)

  @OptionGroup var home: HomeOptions
  @Option(help: "The port of the pages on 127.0.0.1; 0 takes any that is free.")
  var pagePort = 7501
  @Option(
    help: """
      At a hub, the port that nodes synchronise with; 0 takes any that is free. Default: the one in \
      the hub's address.
      """)
  var syncPort: Int?
  @Option(help: "At a hub, the address to listen at for nodes.") var syncHost = "127.0.0.1"
  @Flag(
    help: """
      Let anybody at this machine look without signing in and act as any of its people; for \
      demonstrations.
      """)
  var openOnLoopback = false
  @Option(
    help: """
      At a node, exchange with the hub every so many minutes; 0: stay connected, and exchange what \
      is new at once.
      """)
  var syncEvery = 0
  @Flag(help: "Exchange with the hub, or the hub above this one, only when told to.")
  var offline = false

  func run() async throws {
    var logger = Logger(label: "iscan") { StreamLogHandler.standardError(label: $0) }
    logger.logLevel = .notice
    FileDescriptors.allowAll()
    if home.isHub { try await serveHub(logger) } else { try await serveNode(logger) }
  }

  private func serveNode(_ logger: Logger) async throws {
    let node = try home.node()
    let pages = try NodeWebServer.makeApplication(
      pages: NodePageSource(node: node), signIn: NodeSignIn(node: node),
      configuration: configuration(title: "\(node.partnership.name) Community Safety Partnership"),
      logger: logger)
    var services: [any Service] = [pages, DatabaseWatch(path: node.home.database.path)]
    if syncEvery > 0 {
      services.append(RegularSync(node: node, minutes: syncEvery, logger: logger))
    } else if !offline {
      services.append(LiveSync(node: node, logger: logger))
    }
    try await run(services, logger)
  }

  private func serveHub(_ logger: Logger) async throws {
    let hub = try home.hub()
    let port = try syncPort ?? hub.syncPort()
    guard port == 0 || !LoopbackPort.isOpen(port) else { throw CommandError.portTaken(port) }
    _ = try hub.settleReleases()
    let pages = try HubWebServer.makeApplication(
      pages: HubPageSource(hub: hub), signIn: HubSignIn(hub: hub),
      configuration: configuration(title: hub.region), logger: logger)
    let server = try hub.makeSyncServer(host: syncHost, port: port, logger: logger)
    var services: [any Service] = [
      pages, SyncService(hub: hub, server: server), DatabaseWatch(path: hub.home.database.path),
    ]
    if !offline { services.append(UpperSync(hub: hub, logger: logger)) }
    try await run(services, logger)
  }

  private func configuration(title: String) -> WebConfiguration {
    WebConfiguration(
      port: pagePort, title: title, openOnLoopback: openOnLoopback,
      onServerRunning: { port in
        announce("Pages: http://127.0.0.1:\(port)/")
      })
  }

  private func run(_ services: [any Service], _ logger: Logger) async throws {
    let group = ServiceGroup(
      configuration: .init(
        services: services.map {
          .init(
            service: $0, successTerminationBehavior: .gracefullyShutdownGroup,
            failureTerminationBehavior: .gracefullyShutdownGroup)
        }, gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
    do {
      try await group.run()
    } catch let error as any RemediedError {
      throw error
    } catch {
      // What keeps a server from starting is nearly always its port.
      let ports = [pagePort, home.isHub ? try syncPort ?? home.hub().syncPort() : 0]
      guard let taken = ports.first(where: { $0 > 0 && LoopbackPort.isOpen($0) }) else {
        throw error
      }
      throw CommandError.portTaken(taken)
    }
  }
}

/// The hub's end of the exchange as a service that ends when it is told to.
private struct SyncService: Service {
  let hub: HubService
  let server: SyncServer

  func run() async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      group.addTask {
        let port = try await server.boundPort
        announce("Nodes: port \(port)")
      }
      group.addTask { try await hub.watchForNews() }
      try await withGracefulShutdownHandler {
        try await group.waitForAll()
      } onGracefulShutdown: {
        hub.endLiveSessions()
        server.beginShutdown()
      }
    }
  }
}

/// Stays connected to the hub.
private struct LiveSync: Service {
  let node: NodeService
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown { await node.stayConnected(logger: logger) }
  }
}

/// Stays connected to the hub above this one, if there is one.
private struct UpperSync: Service {
  let hub: HubService
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown { await hub.stayConnectedAbove(logger: logger) }
  }
}

/// Exchanges with the hub from time to time.
private struct RegularSync: Service {
  let node: NodeService
  let minutes: Int
  let logger: Logger

  func run() async throws {
    await cancelWhenGracefulShutdown {
      await node.synchroniseRegularly(every: .seconds(minutes * 60), logger: logger)
    }
  }
}

/// Says where something is to be found. Whoever serves goes on if nobody can be told.
private func announce(_ text: String) { try? say(text) }

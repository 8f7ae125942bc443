import Foundation
import Hummingbird
import HummingbirdTesting
import Logging
import Synchronization

@testable import WebPages

/// The time, which a test may move on.
final class SampleClock: Sendable {
  private let time = Mutex(SampleWords.now)
  var now: Date { time.withLock { $0 } }
  func advance(_ seconds: TimeInterval) { time.withLock { $0 = $0.addingTimeInterval(seconds) } }
}

/// Servers over the samples; each call gives a test a server and a browser of its own.
enum SampleSites {
  static func configuration(isOpen: Bool = false, clock: SampleClock) -> WebConfiguration {
    WebConfiguration(
      port: 0, title: "Gateshead Community Safety Partnership", openOnLoopback: isOpen,
      now: { clock.now })
  }

  static let silent = Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() }

  /// Serves a node, with somebody signed in or `nil`.
  static func node<Value>(
    _ pages: SampleNode = SampleNode(), as handle: String? = nil, isOpen: Bool = false,
    clock: SampleClock = SampleClock(), _ test: @Sendable (PageBrowser) async throws -> Value
  ) async throws -> Value {
    let application = try NodeWebServer.makeApplication(
      pages: pages, signIn: SamplePeople.node,
      configuration: configuration(isOpen: isOpen, clock: clock), logger: silent)
    return try await application.test(.router) { client in
      let browser = PageBrowser(client)
      if let handle { _ = try await browser.signIn(handle) }
      return try await test(browser)
    }
  }

  /// Serves a hub, with somebody signed in or `nil`.
  static func hub<Value>(
    _ pages: SampleHub = SampleHub(), as handle: String? = nil, isOpen: Bool = false,
    _ test: @Sendable (PageBrowser) async throws -> Value
  ) async throws -> Value {
    let application = try HubWebServer.makeApplication(
      pages: pages, signIn: SamplePeople.hub,
      configuration: configuration(isOpen: isOpen, clock: SampleClock()), logger: silent)
    return try await application.test(.router) { client in
      let browser = PageBrowser(client)
      if let handle { _ = try await browser.signIn(handle) }
      return try await test(browser)
    }
  }
}

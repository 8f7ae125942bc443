public import Foundation

/// Where the pages are served, and to whom.
public struct WebConfiguration: Sendable {
  /// A loopback address: without encryption the pages are for this machine only.
  public var host: String
  /// From 0 to 65535; 0 lets the system choose.
  public var port: Int
  /// What the pages are headed with, such as "Gateshead Community Safety Partnership".
  public var title: String
  /// Names in a request's Host header that are answered beside `localhost` and loopback addresses.
  public var allowedHosts: [String]
  /// Whether somebody who did not sign in may look, at a node as a scanner and at the hub as a
  /// regional analyst, and may choose on every page to act as any of its people. For demonstrations.
  public var openOnLoopback: Bool
  /// Seconds without a request after which a person must sign in again.
  public var sessionLifetime: TimeInterval
  /// The time; a parameter so that the end of a session can be tested.
  public var now: @Sendable () -> Date
  /// Told the port once the server answers.
  public var onServerRunning: @Sendable (Int) async -> Void

  public init(
    host: String = "127.0.0.1", port: Int, title: String, allowedHosts: [String] = [],
    openOnLoopback: Bool = false, sessionLifetime: TimeInterval = 30 * 60,
    now: @escaping @Sendable () -> Date = { Date() },
    onServerRunning: @escaping @Sendable (Int) async -> Void = { _ in }
  ) {
    self.host = host
    self.port = port
    self.title = title
    self.allowedHosts = allowedHosts
    self.openOnLoopback = openOnLoopback
    self.sessionLifetime = sessionLifetime
    self.now = now
    self.onServerRunning = onServerRunning
  }
}

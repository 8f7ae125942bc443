import Testing

@testable import WebPages

/// A page, and somebody who may see it.
struct SitePath: Sendable, CustomTestStringConvertible {
  let path: String
  let handle: String
  var testDescription: String { path }

  /// Every page of a node.
  static let node: [SitePath] = [
    SitePath(path: "/", handle: "chair-1"),
    SitePath(path: "/scan", handle: "councillor-1"),
    SitePath(path: "/scan?what=burglary&where=E01008162&when=2024-02", handle: "analyst-1"),
    SitePath(path: "/imports", handle: "analyst-1"),
    SitePath(path: "/releases", handle: "liaison-1"),
    SitePath(path: "/releases/\(SampleWords.awaiting)?page=2", handle: "liaison-1"),
    SitePath(path: "/releases/\(SampleWords.builtByLiaison)", handle: "liaison-1"),
    SitePath(path: "/tasks", handle: "analyst-1"),
    SitePath(path: "/tasks?show=all", handle: "analyst-1"),
    SitePath(path: "/tasks/new", handle: "analyst-1"),
    SitePath(path: "/tasks/\(SampleWords.taskReference)", handle: "chair-1"),
    SitePath(path: "/tasks/\(SampleWords.taskReference)/change", handle: "chair-1"),
    SitePath(path: "/conflicts", handle: "chair-1"),
    SitePath(path: "/conflicts/\(SampleWords.taskReference)/status", handle: "chair-1"),
    SitePath(path: "/conflicts/\(SampleWords.taskReference)/status", handle: "analyst-1"),
    SitePath(path: "/conflicts/\(SampleWords.taskReference)/owner", handle: "analyst-1"),
    SitePath(path: "/sync", handle: "keys-1"),
    SitePath(path: "/attention", handle: "keys-1"),
  ]

  /// Every page of the hub.
  static let hub: [SitePath] = [
    SitePath(path: "/picture", handle: "office-1"),
    SitePath(path: "/picture?what=burglary&when=2024-02", handle: "office-1"),
    SitePath(path: "/members", handle: "keys-9"),
    SitePath(path: "/refusals", handle: "keys-9"),
    SitePath(path: "/tasks", handle: "office-1"),
    SitePath(path: "/tasks/\(SampleWords.taskReference)", handle: "office-1"),
    SitePath(path: "/conflicts", handle: "office-1"),
    SitePath(path: "/attention", handle: "office-1"),
  ]
}

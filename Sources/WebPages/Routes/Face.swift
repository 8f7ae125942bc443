internal import PartnershipRecords

/// Which of the two programs the pages belong to.
enum Face: Sendable {
  case node
  case hub

  /// The parts of the site, in the order of the menu.
  var areas: [PageArea] {
    switch self {
    case .node: [.home, .scan, .tasks, .conflicts, .releases, .imports, .sync]
    case .hub: [.picture, .tasks, .conflicts, .members, .refusals]
    }
  }

  /// Whom an open demonstration takes a visitor for.
  var visitor: SignedInPerson {
    switch self {
    case .node: SignedInPerson(handle: "visitor", role: .scanner, isVisitor: true)
    case .hub: SignedInPerson(handle: "visitor", role: .regionalAnalyst, isVisitor: true)
    }
  }
}

/// A part of the site and who may see it.
enum PageArea: String, Sendable, CaseIterable {
  case home, scan, tasks, conflicts, releases, imports, sync
  case picture, members, refusals

  var path: String { self == .home ? "/" : "/\(rawValue)" }

  var label: String {
    switch self {
    case .home: "Home"
    case .scan: "Scan"
    case .tasks: "Tasks"
    case .conflicts: "Parallel updates"
    case .releases: "Releases"
    case .imports: "Imports"
    case .sync: "Sync"
    case .picture: "Regional picture"
    case .members: "Members"
    case .refusals: "Refusals"
    }
  }

  /// What somebody does there, for the sentence that refuses it.
  var action: String {
    switch self {
    case .home: "see the home page"
    case .scan: "see counts of crimes"
    case .tasks, .conflicts: "see tasks"
    case .releases: "see releases"
    case .imports: "see imports"
    case .sync: "see how the node synchronises"
    case .picture: "see the regional picture"
    case .members: "see the members"
    case .refusals: "see who was turned away"
    }
  }
}

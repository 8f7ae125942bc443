import Foundation

/// A release as `release list --json` tells it.
struct KillRelease: Decodable {
  let release: String
  let step: String
  let period: String
  let slot: String
}

/// A task as `task list --json` tells it.
struct KillTask: Decodable {
  struct Entry: Decodable {
    let text: String
  }

  let reference: String
  let isShared: Bool
  let fields: [String: String]
  let sets: [String: [String]]
  let journal: [Entry]
}

/// How a node stands, as `sync status --json` tells it.
struct KillSyncState: Decodable {
  struct Scope: Decodable {
    let name: String
    let scope: String
    let stateHash: String
  }

  let waiting: Int
  let scopes: [Scope]
}

/// Names a commit wherever it is kept.
struct KillCommitName: Hashable, CustomStringConvertible {
  let scope: Data
  let logIndex: Int64
  let counter: Int64

  var description: String { "commit \(logIndex).\(counter)" }
}

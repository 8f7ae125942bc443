import Foundation
import Testing

/// A task as `iscan task show --json` prints it, as far as tests look at it.
struct ShownTask: Decodable, Equatable {
  struct Entry: Decodable, Hashable {
    let text: String
    let author: String
  }

  let reference: String
  let fields: [String: String]
  let journal: [Entry]
  let openConflicts: [String]
}

/// A disagreement as `iscan sync conflicts --json` prints it.
struct ShownConflict: Decodable, Equatable {
  struct Side: Decodable, Equatable {
    let value: String
    let author: String
  }

  let task: String
  let field: String
  let needsDecision: Bool
  let base: [String]
  let sides: [Side]
  let shown: String?
}

/// How a node stands, as `iscan sync status --json` prints it.
struct ShownStatus: Decodable {
  struct Log: Decodable {
    let partnership: String
    let logIndex: Int
    let held: Int
    let confirmedByHub: Int?
  }

  struct Scope: Decodable {
    let kind: String
    let members: [String]
    let logs: [Log]
    let stateHash: String
  }

  let openConflicts: Int
  let waiting: Int
  let scopes: [Scope]
}

/// Whom the hub turned away, as `iscan hub refusals --json` prints it.
struct ShownRefusal: Decodable {
  let code: String
  let detail: String
  let remoteAddress: String
  let member: String?
}

extension TestRegion {
  func task(_ reference: String, at partnership: TestPartnership) async throws -> ShownTask {
    try await at(partnership, ["task", "show", reference, "--json"]).read(ShownTask.self)
  }

  func taskAtHub(_ reference: String) async throws -> ShownTask {
    try await run(["task", "show", reference, "--home", hubHome, "--json"]).read(ShownTask.self)
  }

  func conflicts(at partnership: TestPartnership) async throws -> [ShownConflict] {
    try await at(partnership, ["sync", "conflicts", "--json"]).read([ShownConflict].self)
  }

  /// How a node stands, whether that needs a person or not.
  func status(of partnership: TestPartnership) async throws -> ShownStatus {
    let answer = try await attempt(partnership, ["sync", "status"])
    try #require([0, 2].contains(answer.status), "\(answer.errors)")
    return try answer.read(ShownStatus.self)
  }

  /// The group's version vector at a node; logs without changes are left out.
  func vector(at partnership: TestPartnership) async throws -> [String: Int] {
    let group = try await group(at: partnership)
    let held = group.logs.filter { $0.held > 0 }.map { ($0.partnership, $0.held) }
    return Dictionary(held, uniquingKeysWith: +)
  }

  /// How a node stands in the one group of the region.
  func group(at partnership: TestPartnership) async throws -> ShownStatus.Scope {
    try #require(try await status(of: partnership).scopes.first { $0.kind == "group" })
  }

  /// The hub's list of refusals, once it has `count` entries; waits at most five seconds.
  func refusals(_ count: Int) async throws -> [ShownRefusal] {
    var found: [ShownRefusal] = []
    for _ in 0..<25 {
      found = try await run(["hub", "refusals", "--home", hubHome, "--json"])
        .read([ShownRefusal].self)
      if found.count >= count { break }
      try await Task.sleep(for: .milliseconds(200))
    }
    return found
  }
}

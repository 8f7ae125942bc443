import Foundation

// MARK: - What was acknowledged

extension KillStory {
  /// Remembers what a command that ended well has promised.
  mutating func note(
    _ work: KillWork, at node: KillNode, _ ending: KillProcess.Ending, _ worker: KillProcess,
    hubWasKilled: Bool
  ) throws -> [String] {
    guard case .exited(let status) = ending else { return [] }
    if hubWasKilled, status == 4 { return [] }
    guard status == 0 || status == 2 else {
      return ["it ended with \(status): \(worker.complaint)"]
    }
    var here = memory.nodes[node] ?? .init()
    defer { memory.nodes[node] = here }
    switch work.promise {
    case .imported(let month): here.imported.insert(month)
    case .drawn(let release):
      let drawn = try JSONDecoder().decode([KillRelease].self, from: worker.printed)
      if let release, drawn.map(\.release) != [release] { return ["\(release) was not drawn"] }
    case .approved:
      let approved = try JSONDecoder().decode([KillRelease].self, from: worker.printed)
      here.approved.formUnion(approved.map(\.release))
    case .made(let title):
      here.tasks[try Self.reference(worker.printed)] = title
    case .shared(let task): here.shared.insert(task)
    case .noted(let task, let note): here.notes[note] = task
    case .synchronised: return hubWasKilled ? [] : try checkSent(node)
    }
    return []
  }

  private static func reference(_ printed: Data) throws -> String {
    try JSONDecoder().decode(KillTask.self, from: printed).reference
  }

  /// After a good end of `sync run` the hub holds all that the node holds.
  private func checkSent(_ node: KillNode) throws -> [String] {
    let hub = try KillDatabase(region.hubDatabase).commits()
    return try KillDatabase(node.database).commits().keys.filter { hub[$0] == nil }
      .map { "\($0) is not at the hub after a good sync" }
  }
}

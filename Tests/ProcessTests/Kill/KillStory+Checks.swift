import Foundation

// MARK: - Checks

extension KillStory {
  /// The node is started again and asked; then both databases are looked at.
  mutating func check(_ node: KillNode) throws -> [String] {
    let releases = try region.read([KillRelease].self, ["release", "list", "--home", node.home])
    let tasks = try tasks(at: node)
    // A sharing that was cut short may have been done and not told: it is not asked for again, and
    // holds from now on like any other.
    let shown = tasks.filter(\.isShared).map(\.reference)
    let own = Set((memory.nodes[node]?.tasks ?? [:]).keys)
    memory.nodes[node]?.shared.formUnion(own.intersection(shown))
    listed[node] = releases
    memory.foreign[node] = tasks.map(\.reference).filter { !$0.hasPrefix(node.reference) }
    let (here, hub) = (try KillDatabase(node.database), try KillDatabase(region.hubDatabase))
    return try KillChecks.tasks(tasks, of: node, memory)
      + look(at: node, here, hub, releases, &memory)
  }

  /// Looks at both databases from outside.
  func look(
    at node: KillNode, _ here: KillDatabase, _ hub: KillDatabase, _ releases: [KillRelease],
    _ memory: inout KillMemory
  ) throws -> [String] {
    try KillChecks.files([node.reference: here, "hub": hub])
      + KillChecks.hub(hub, &memory)
      + KillChecks.logs(here, hub, of: node.reference)
      + KillChecks.releases(here, releases, of: node, &memory)
      + KillChecks.imports(here, of: node, like: reference[node] ?? [:], memory)
  }

  /// The tasks as a node lists them.
  func tasks(at node: KillNode) throws -> [KillTask] {
    try region.read([KillTask].self, ["task", "list", "--home", node.home])
  }

  /// Lets all work come to its end in peace; then everything is everywhere.
  mutating func settle() throws {
    for node in region.nodes {
      // All files once more: what is in already changes nothing.
      try region.run(
        ["import", "police", "--home", node.home]
          + region.files.months.flatMap(region.files.police), accepting: [0, 2])
      try region.run([
        "release", "preview", "--all", "--as", "liaison-officer", "--home", node.home,
      ])
      try region.run([
        "release", "approve", "--all", "--as", "liaison-officer", "--home", node.home,
      ])
    }
    for _ in 0..<2 {
      for node in region.nodes { try region.run(["sync", "run", "--home", node.home]) }
    }
    for node in region.nodes {
      report.faults += try check(node)
      report.faults += try compare(node)
    }
  }

  private func compare(_ node: KillNode) throws -> [String] {
    var faults: [String] = []
    let (found, expected) = (
      try KillDatabase(node.database).imported(),
      try KillDatabase(referenceHome(node) + "/node.sqlite").imported()
    )
    for (table, rows) in expected where found[table] != rows {
      faults.append(
        "\(node.reference): \(found[table]?.count ?? 0) \(table) differ from \(rows.count)")
    }
    let hub = try KillDatabase(region.hubDatabase)
    let hashes = try KillChecks.stateHashes(hub)
    let state = try region.read(KillSyncState.self, ["sync", "status", "--home", node.home])
    if state.waiting != 0 { faults.append("\(node.reference): \(state.waiting) records wait") }
    if state.scopes.count != 2 { faults.append("\(node.reference) has not two scopes") }
    for scope in state.scopes where hashes[scope.scope] != scope.stateHash {
      faults.append("\(node.reference) and the hub differ in \(scope.name)")
    }
    let released = listed[node]?.count ?? 0
    let received = try hub.received().keys.filter { $0.hasPrefix(node.reference) }.count
    if released != received {
      faults.append("the hub holds \(received) of \(released) releases of \(node.reference)")
    }
    if try hub.releases(inState: "accepted") != hub.received().count {
      faults.append("the hub has not accepted every release")
    }
    return faults
  }
}

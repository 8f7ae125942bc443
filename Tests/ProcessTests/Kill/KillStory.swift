import Foundation

/// A region at work, of which one process after the other is killed.
struct KillStory {
  let region: KillRegion
  var memory = KillMemory()
  private var random: KillRandom
  var report = KillReport()
  /// How long each kind of work takes if it is left alone.
  private var usual: [KillMoment: Duration] = [:]
  /// Incidents by month as an import gives them that is left alone.
  var reference: [KillNode: [Int: [Int]]] = [:]
  var listed: [KillNode: [KillRelease]] = [:]
  private var step = 0

  init(_ region: KillRegion, seed: UInt64) throws {
    self.region = region
    random = KillRandom(seed: seed)
    for node in region.nodes { reference[node] = try makeReference(node) }
  }

  /// A second home of the node, with all files imported in one go.
  private func makeReference(_ node: KillNode) throws -> [Int: [Int]] {
    let home = referenceHome(node)
    try region.setUp(node, home: home)
    try region.run(
      ["import", "police", "--home", home] + region.files.months.flatMap(region.files.police),
      accepting: [0, 2])
    return try KillDatabase(home + "/node.sqlite").incidents()
  }

  func referenceHome(_ node: KillNode) -> String { node.home + "-reference" }

  /// Kills until it was done so often, or until something is wrong.
  mutating func kill(times: Int) throws {
    let start = ContinuousClock.now
    defer { report.duration = ContinuousClock.now - start }
    // First each kind of work once, left alone, to see how long it takes.
    for moment in [
      KillMoment.importPolice, .buildRelease, .approveRelease, .writeTask, .synchronise,
    ] {
      try attempt(moment, at: region.nodes[0], isLeftAlone: true)
    }
    usual[.hubDuringSync] = usual[.synchronise]
    while report.kills < times, report.attempts < 3 * times + 60, report.faults.isEmpty {
      let node = region.nodes[Int.random(in: 0..<region.nodes.count, using: &random)]
      // Work that comes to its end gives later kills more to hit.
      let isLeftAlone = Int.random(in: 0..<3, using: &random) == 0
      try attempt(.random(using: &random), at: node, isLeftAlone: isLeftAlone)
    }
    if report.kills < times, report.faults.isEmpty {
      report.faults.append("only \(report.kills) of \(times) kills came before the work was done")
    }
  }

  private mutating func attempt(
    _ moment: KillMoment, at node: KillNode, isLeftAlone: Bool = false
  ) throws {
    let work = memory.work(
      moment, at: node, region.files, listed[node] ?? [], using: &random)
    guard let work else { return }
    step += 1
    let usual = usual[moment] ?? .milliseconds(150)
    let aim = isLeftAlone ? KillAim.leftAlone : .random(within: usual, using: &random)
    let isHub = moment == .hubDuringSync
    let before = try size(of: isHub ? nil : node)
    if moment == .approveRelease {
      // Nobody approves what was not looked at.
      try region.run([
        "release", "preview", "--all", "--as", "liaison-officer", "--home", node.home,
      ])
    }
    let worker = try region.start(work.words + ["--home", node.home, "--json"] + actor(work))
    guard let victim = isHub ? region.hub : worker else { throw KillFault("there is no hub") }
    let outcome = aim.kill(victim, while: worker)
    let ending = try worker.wait()
    if case .exited = ending, !outcome.isKilled {
      self.usual[moment] = ContinuousClock.now - worker.started
    }
    if isHub, outcome.isKilled { try region.startHub() }
    let leftSomething = try size(of: isHub ? nil : node) != before
    if !isLeftAlone { report.count(moment, outcome, leftSomething: leftSomething) }
    var faults = try note(work, at: node, ending, worker, hubWasKilled: isHub && outcome.isKilled)
    faults += try check(node)
    let words = work.words.prefix(3).joined(separator: " ")
    report.faults += faults.map { "step \(step), \(node.reference) \(words), \(outcome): \($0)" }
  }

  private func actor(_ work: KillWork) -> [String] {
    switch work.promise {
    case .imported, .synchronised: []
    case .approved: ["--as", "liaison-officer"]
    case .drawn, .made, .shared, .noted: ["--as", "analyst"]
    }
  }

  /// How many rows the node's, or the hub's, growing tables have.
  private func size(of node: KillNode?) throws -> Int {
    try KillDatabase(node?.database ?? region.hubDatabase).size(
      of: node == nil ? KillDatabase.hubTables : KillDatabase.nodeTables)
  }
}

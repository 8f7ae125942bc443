import Foundation

/// What commands have acknowledged, and what was seen and must never change again.
struct KillMemory {
  struct Node {
    /// Months whose import said that it was done.
    var imported: Set<String> = []
    /// Titles of tasks by reference.
    var tasks: [String: String] = [:]
    var shared: Set<String> = []
    /// Tasks by the entry that was written to their journal.
    var notes: [String: String] = [:]
    var approved: Set<String> = []
    /// Manifest and payload of everything that was ever drawn.
    var drawn: [String: [Data]] = [:]
  }

  var nodes: [KillNode: Node] = [:]
  /// Tasks of the other node that have arrived.
  var foreign: [KillNode: [String]] = [:]
  /// Every commit that the hub ever held.
  var hubCommits: [KillCommitName: Data] = [:]
  /// Every release that the hub ever held: node and name to manifest and payload.
  var hubReleases: [String: [Data]] = [:]
  private var used = 0

  /// A word that was never used before.
  mutating func newWord(_ beginning: String) -> String {
    used += 1
    return "\(beginning)-\(used)"
  }
}

// MARK: - Choosing

extension KillMemory {
  /// The next thing of a kind that a person might do at a node, where `releases` have been drawn;
  /// `nil` if there is nothing of that kind to do.
  mutating func work(
    _ moment: KillMoment, at node: KillNode, _ files: KillFiles, _ releases: [KillRelease],
    using random: inout KillRandom
  ) -> KillWork? {
    switch moment {
    case .importPolice: importing(node, files, &random)
    case .buildRelease: drawing(node, releases, &random)
    case .approveRelease:
      releases.contains { ["built", "previewed"].contains($0.step) }
        ? KillWork(words: ["release", "approve", "--all"], promise: .approved) : nil
    case .writeTask: writing(node, &random)
    case .synchronise, .hubDuringSync:
      KillWork(words: ["sync", "run"], promise: .synchronised)
    }
  }

  private func importing(_ node: KillNode, _ files: KillFiles, _ random: inout KillRandom)
    -> KillWork?
  {
    let done = nodes[node]?.imported ?? []
    let next = files.months.first { !done.contains($0) }
    // When all is in, a month is imported again.
    guard let month = next ?? files.months.randomElement(using: &random) else { return nil }
    return KillWork(
      words: ["import", "police"] + files.police(month), promise: .imported(month: month))
  }

  private func drawing(
    _ node: KillNode, _ releases: [KillRelease], _ random: inout KillRandom
  ) -> KillWork? {
    let drawn = Set(releases.map(\.release))
    let possible = (nodes[node]?.imported ?? []).sorted().flatMap { month in
      // Only slots after the last one drawn: an earlier one is refused.
      let slots = ["P", "R", "F"]
      let last = slots.lastIndex { drawn.contains("police-\(month)-\($0)") }
      return slots[(last.map { $0 + 1 } ?? 0)...].map { (month, $0) }
    }
    guard let (month, slot) = possible.randomElement(using: &random) else { return nil }
    if Int.random(in: 0..<4, using: &random) == 0 {
      return KillWork(words: ["release", "build", "--due"], promise: .drawn(release: nil))
    }
    return KillWork(
      words: ["release", "build", "--period", month, "--slot", slot],
      promise: .drawn(release: "police-\(month)-\(slot)"))
  }

  private mutating func writing(_ node: KillNode, _ random: inout KillRandom) -> KillWork? {
    let here = nodes[node] ?? Node()
    let unshared = here.tasks.keys.filter { !here.shared.contains($0) }.sorted()
    let choice = Int.random(in: 0..<4, using: &random)
    if choice == 0 || here.tasks.isEmpty {
      let title = newWord("title")
      return KillWork(
        words: ["task", "new", "--title", title, "--due", "2027-01-31"],
        promise: .made(title: title))
    }
    if choice == 1, let task = unshared.randomElement(using: &random) {
      return KillWork(words: ["task", "share", task], promise: .shared(task: task))
    }
    // Also tasks of the other node, as far as they have come here.
    let known = here.tasks.keys.sorted() + (foreign[node] ?? [])
    guard let task = known.randomElement(using: &random) else { return nil }
    let note = newWord("note")
    return KillWork(
      words: ["task", "update", task, "--note", note, "--tag", note],
      promise: .noted(task: task, note: note))
  }
}

import BusinessCycle
import Foundation
import NodeService
import Testing

/// The scene, step by step: Millbridge and Upper Fells share a task about a quarry that lies on
/// their border.
struct QuarryAccess {
  /// What must make no difference: who reaches the hub first, and what a clock shows.
  struct Variant: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let first: TestPartnership
    let second: TestPartnership
    /// How far the clock of Upper Fells was ahead when its officer wrote, in seconds.
    var clockError: TimeInterval = 0
  }

  let region: TestRegion
  let variant: Variant
  let task = "MIL-T-0061"

  // MARK: Before

  /// Three changes at Millbridge that both have: shared, accepted, in progress.
  func beginTogether() async throws {
    try EarlierTasks.make(60, at: region.home(.millbridge))
    let made = try await region.at(
      .millbridge,
      [
        "task", "new", "--title", "Close quarry access", "--description", "gap in the fence",
        "--due", "2022-11-30", "--owner", "MIL parks manager", "--as", "analyst", "--json",
      ]
    ).read(ShownTask.self)
    #expect(made.reference == task)
    try await update(.millbridge, ["--status", "proposed"], as: "analyst")
    try await update(.millbridge, ["--status", "assigned"], as: "tactical-chair")
    try await region.at(.millbridge, ["task", "share", task, "--as", "analyst"])
    try await update(.millbridge, ["--status", "accepted"], as: "parks-manager")
    try await update(.millbridge, ["--status", "in-progress"], as: "parks-manager")
    #expect(try await region.vector(at: .millbridge) == ["MIL": 3])
    #expect(try HubReplica(region).vector() == [:])
    try await region.synchronise(.millbridge)
    try await region.synchronise(.upperFells)
    #expect(try HubReplica(region).vector() == ["MIL": 3])
    #expect(try await region.vector(at: .upperFells) == ["MIL": 3])
    try await expectEqualStates()
  }

  // MARK: Apart

  /// Monday at Millbridge, Tuesday at Upper Fells; neither hears of the other.
  func editApart() async throws {
    try await update(
      .millbridge, ["--status", "done", "--note", "gate fixed"], as: "parks-manager")
    #expect(try await region.vector(at: .millbridge) == ["MIL": 4])
    try await editAtUpperFells()
    #expect(try await region.vector(at: .upperFells) == ["MIL": 3, "FEL": 1])
    #expect(try await region.status(of: .upperFells).waiting == 1)
    #expect(try await region.task(task, at: .millbridge).fields["status"] == "done")
    #expect(try await region.task(task, at: .upperFells).fields["status"] == "blocked")
  }

  /// The program runs with this machine's clock; another one is had by calling what it calls.
  private func editAtUpperFells() async throws {
    let (due, description) = ("2022-11-20", "gap in the fence; second gap on FEL side")
    guard variant.clockError != 0 else {
      return try await update(
        .upperFells,
        [
          "--due", due, "--description", description, "--status", "blocked", "--note",
          "gap on our side open", "--rating", "2:amber",
        ], as: "officer")
    }
    let home = NodeHome(URL(filePath: region.home(.upperFells)))
    let node = try NodeService(home: home) { [variant] in Date() + variant.clockError }
    let change = TaskChange(
      values: [
        .due: .day(try #require(Day(due))), .description: .text(description),
        .status: .code("blocked"), .partnerRating(slot: 2): .code("amber"),
      ], note: "gap on our side open")
    try node.updateTask(task, change, by: try node.person("officer"))
  }

  /// One, then the other, then the first again.
  func meetAtTheHub() async throws {
    let apart = ["MIL": ["MIL": 4], "FEL": ["MIL": 3, "FEL": 1]]
    let together = ["MIL": 4, "FEL": 1]
    let (first, second) = (variant.first, variant.second)
    try await region.synchronise(first)
    #expect(try HubReplica(region).vector() == apart[first.reference])
    #expect(try await region.taskAtHub(task).openConflicts == [])
    try await region.synchronise(second)
    #expect(try HubReplica(region).vector() == together)
    #expect(try await region.vector(at: second) == together)
    #expect(try await region.vector(at: first) == apart[first.reference])
    try await region.synchronise(first)
    #expect(try await region.vector(at: first) == together)
    try await expectEqualStates()
  }

  // MARK: Words

  func update(
    _ partnership: TestPartnership, _ words: [String], as handle: String
  ) async throws {
    try await region.at(partnership, ["task", "update", task] + words + ["--as", handle])
  }

  func expectEqualStates() async throws {
    let hub = try HubReplica(region).stateHash()
    #expect(try await region.group(at: .millbridge).stateHash == hub)
    #expect(try await region.group(at: .upperFells).stateHash == hub)
  }
}

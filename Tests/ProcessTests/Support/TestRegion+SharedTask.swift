import Testing

extension TestRegion {
  /// A region of two in which Millbridge has shared a task that both hold.
  static func withSharedTask() async throws -> (region: TestRegion, task: String) {
    let region = try await TestRegion()
    let task = try await region.whileServing {
      try await region.join([.millbridge, .upperFells])
      let made = try await region.at(
        .millbridge,
        [
          "task", "new", "--title", "Close quarry access", "--due", "2022-11-30", "--owner",
          "MIL parks manager", "--as", "analyst", "--json",
        ]
      ).read(ShownTask.self)
      try await region.at(
        .millbridge, ["task", "update", made.reference, "--status", "proposed", "--as", "analyst"])
      try await region.at(.millbridge, ["task", "share", made.reference, "--as", "analyst"])
      try await region.level()
      return made.reference
    }
    return (region, task)
  }

  /// Both partnerships hold what the other has.
  func level() async throws {
    for partnership in [TestPartnership.millbridge, .upperFells, .millbridge] {
      try await synchronise(partnership)
    }
  }
}

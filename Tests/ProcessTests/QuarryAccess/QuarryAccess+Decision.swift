import Testing

/// The clash, who may not settle it, and the decision.
extension QuarryAccess {
  // MARK: The clash

  func showTheClash() async throws {
    let everywhere = [
      try await region.task(task, at: .millbridge), try await region.task(task, at: .upperFells),
      try await region.taskAtHub(task),
    ]
    for shown in everywhere {
      // The less final of the two: an open task is safer than a closed one.
      #expect(shown.fields["status"] == "blocked")
      #expect(shown.openConflicts == ["status"])
      #expect(Set(shown.journal.map(\.text)) == ["gate fixed", "gap on our side open"])
      #expect(shown.fields["due"] == "2022-11-20")
      #expect(shown.fields["description"] == "gap in the fence; second gap on FEL side")
      #expect(shown.fields["owner"] == "MIL parks manager")
      #expect(shown.fields["rating-2"] == "amber")
    }
    for partnership in [TestPartnership.millbridge, .upperFells] {
      let conflict = try #require(try await region.conflicts(at: partnership).first)
      #expect(try await region.conflicts(at: partnership).count == 1)
      #expect(conflict.task == task && conflict.field == "status")
      #expect(conflict.needsDecision)
      #expect(conflict.base == ["in-progress"])
      #expect(conflict.shown == "blocked")
      #expect(Set(conflict.sides.map(\.value)) == ["done", "blocked"])
      #expect(Set(conflict.sides.map(\.author)) == ["MIL/parks-manager", "FEL/officer"])
      #expect(try await region.status(of: partnership).openConflicts == 1)
      let words = try await region.at(partnership, ["sync", "conflicts"]).text
      #expect(words.contains("  Apart since "), "\(words)")
    }
  }

  /// Nobody but the tactical chair of the partnership that shared the task.
  func refuseOtherDeciders() async throws {
    let others: [(TestPartnership, String, code: String)] = [
      (.upperFells, "tactical-chair", "conflict-not-decider"),
      (.upperFells, "officer", "role-not-permitted"),
      (.millbridge, "analyst", "role-not-permitted"),
      (.millbridge, "parks-manager", "role-not-permitted"),
    ]
    for (partnership, handle, code) in others {
      let answer = try await region.attempt(partnership, decision(by: handle))
      #expect(answer.status == 3)
      #expect(answer.errorCode == code)
    }
    // Nor does a plain update hide what the other wrote.
    for (partnership, handle) in [
      (TestPartnership.millbridge, "parks-manager"), (.upperFells, "officer"),
    ] {
      let answer = try await region.attempt(
        partnership, ["task", "update", task, "--status", "in-progress", "--as", handle])
      #expect(answer.status == 3)
      #expect(answer.errorCode == "task-field-in-conflict")
      let words =
        partnership.reference == "MIL"
        ? "chair of this partnership decides: iscan sync resolve \(task) --field status"
        : "The tactical chair of MIL decides, which shared the task"
      #expect(answer.errors.contains(words), "\(answer.errors)")
    }
    #expect(try await region.vector(at: .millbridge) == ["MIL": 4, "FEL": 1])
    #expect(try await region.vector(at: .upperFells) == ["MIL": 4, "FEL": 1])
  }

  /// A value that cannot follow is refused with those that can; one command with two roles' parts with
  /// whose each is.
  func refuseWhatCannotBe() async throws {
    let verified = try await region.attempt(
      .millbridge, decision(by: "tactical-chair", value: "assigned"))
    #expect(verified.status == 1)
    #expect(verified.errorCode == "task-value-unreadable")
    #expect(verified.errors.contains("Give one of: "), "\(verified.errors)")
    #expect(verified.errors.contains("in-progress"), "\(verified.errors)")
  }

  private func decision(by handle: String, value: String = "in-progress") -> [String] {
    [
      "sync", "resolve", task, "--field", "status", "--value", value, "--comment",
      "our gate is shut, the gap on the FEL side is not", "--as", handle,
    ]
  }

  // MARK: The decision

  func decide() async throws {
    try await refuseWhatCannotBe()
    let decided = try await region.at(.millbridge, decision(by: "tactical-chair") + ["--json"])
    #expect(
      try decided.read([String: String].self)
        == ["task": task, "field": "status", "value": "in-progress"])
    #expect(try await region.vector(at: .millbridge) == ["MIL": 5, "FEL": 1])
    try await region.synchronise(.millbridge)
    #expect(try await region.conflicts(at: .upperFells).count == 1)
    try await region.synchronise(.upperFells)
    #expect(try await region.vector(at: .upperFells) == ["MIL": 5, "FEL": 1])
    #expect(try HubReplica(region).vector() == ["MIL": 5, "FEL": 1])
    let everywhere = [
      try await region.task(task, at: .millbridge), try await region.task(task, at: .upperFells),
      try await region.taskAtHub(task),
    ]
    for shown in everywhere {
      #expect(shown.fields["status"] == "in-progress")
      #expect(shown.openConflicts == [])
      // What both had written and why it was decided so stays to be read.
      #expect(
        Set(shown.journal) == [
          .init(text: "gate fixed", author: "MIL/parks-manager"),
          .init(text: "gap on our side open", author: "FEL/officer"),
          .init(
            text: "Decided the status: our gate is shut, the gap on the FEL side is not",
            author: "MIL/tactical-chair"),
        ])
    }
    #expect(try await region.conflicts(at: .millbridge) == [])
    #expect(try await region.conflicts(at: .upperFells) == [])
    try await expectEqualStates()
  }

  /// A task of its own for the other side of the border.
  func followUp() async throws {
    let made = try await region.at(
      .millbridge,
      [
        "task", "new", "--title", "Close the gap on the FEL side", "--partner", "FEL", "--as",
        "analyst", "--json",
      ]
    ).read(ShownTask.self)
    #expect(made.reference == "MIL-T-0062")
    try await region.at(.millbridge, ["task", "share", "MIL-T-0062", "--as", "analyst"])
    try await region.synchronise(.millbridge)
    try await region.synchronise(.upperFells)
    let arrived = try await region.task("MIL-T-0062", at: .upperFells)
    #expect(arrived.fields["title"] == "Close the gap on the FEL side")
    #expect(try await region.vector(at: .upperFells) == ["MIL": 6, "FEL": 1])
    #expect(try HubReplica(region).vector() == ["MIL": 6, "FEL": 1])
    try await expectEqualStates()
  }
}

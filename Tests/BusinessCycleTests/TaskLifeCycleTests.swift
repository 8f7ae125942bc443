import BusinessCycle
import PartnershipRecords
import Testing

@Suite("A task's life-cycle")
struct TaskLifeCycleTests {
  static let table: [(TaskStatus, [TaskStatus])] = [
    (.draft, [.proposed, .cancelled]),
    (.proposed, [.assigned, .cancelled]),
    (.assigned, [.accepted, .declined, .cancelled]),
    (.accepted, [.inProgress, .cancelled]),
    (.declined, [.cancelled]),
    (.inProgress, [.blocked, .done, .cancelled]),
    (.blocked, [.inProgress, .done, .cancelled]),
    (.done, [.verified, .cancelled]),
    (.verified, [.closed, .cancelled]),
    (.closed, []), (.cancelled, []), (.withdrawn, []),
  ]

  private func actor(_ handle: String, _ role: Role) throws -> Actor {
    try #require(Actor(handle: handle, role: role))
  }

  @Test("The chair may make each step of the table and no other", arguments: table)
  func steps(from: TaskStatus, allowed: [TaskStatus]) throws {
    let chair = try actor("chair-1", .tacticalChair)
    let situation = TaskSituation(status: from)
    #expect(TaskLifeCycle.allowed(in: situation, by: chair, of: "GAT") == allowed)
    for next in TaskStatus.allCases {
      if allowed.contains(next) {
        try TaskLifeCycle.check(next, in: situation, by: chair, of: "GAT")
      } else {
        #expect(throws: CycleError.transitionNotAllowed(from: from, to: next, allowed: allowed)) {
          try TaskLifeCycle.check(next, in: situation, by: chair, of: "GAT")
        }
      }
    }
  }

  @Test("A shared task is withdrawn by the partnership that shared it, and by no other")
  func withdrawal() throws {
    let chair = try actor("chair-1", .tacticalChair)
    for status in TaskStatus.allCases {
      let own = TaskSituation(status: status, isShared: true, isOriginator: true)
      let others = TaskSituation(status: status, isShared: true, isOriginator: false)
      #expect(
        TaskLifeCycle.allowed(in: own, by: chair, of: "GAT").contains(.withdrawn) != status.isFinal)
      #expect(!TaskLifeCycle.allowed(in: others, by: chair, of: "GAT").contains(.withdrawn))
    }
  }

  @Test("Whoever did a task does not verify it; a colleague, or a namesake elsewhere, may")
  func verifier() throws {
    let situation = TaskSituation(status: .done, doers: ["GAT/analyst-1"])
    let doer = try actor("analyst-1", .analyst)
    #expect(throws: CycleError.verifierIsDoer) {
      try TaskLifeCycle.check(.verified, in: situation, by: doer, of: "GAT")
    }
    #expect(!TaskLifeCycle.allowed(in: situation, by: doer, of: "GAT").contains(.verified))
    try TaskLifeCycle.check(.verified, in: situation, by: doer, of: "SUN")
    try TaskLifeCycle.check(
      .verified, in: situation, by: actor("analyst-2", .analyst), of: "GAT")
  }

  @Test("Only the tactical chair assigns; a scanner changes nothing")
  func roles() throws {
    let proposed = TaskSituation(status: .proposed)
    let coordinator = try actor("coordinator-1", .coordinator)
    #expect(TaskLifeCycle.allowed(in: proposed, by: coordinator, of: "GAT") == [.cancelled])
    #expect(throws: CycleError.roleMayNot(role: .coordinator, action: .decide, object: .task)) {
      try TaskLifeCycle.check(.assigned, in: proposed, by: coordinator, of: "GAT")
    }
    let scanner = try actor("councillor-1", .scanner)
    for status in TaskStatus.allCases {
      #expect(
        TaskLifeCycle.allowed(in: TaskSituation(status: status), by: scanner, of: "GAT").isEmpty)
    }
  }

  @Test("Claims are done, verified, closed, cancelled and withdrawn")
  func claims() {
    #expect(
      TaskStatus.allCases.filter(\.isClaim) == [.done, .verified, .closed, .cancelled, .withdrawn])
    #expect(TaskStatus.allCases.map(\.finality) == Array(0...11))
  }

  @Test("A decision may take either side, the state before, or a step on: W6's in progress")
  func decisions() {
    #expect(
      TaskLifeCycle.decisions(between: [.done, .blocked], base: .inProgress)
        == [.inProgress, .blocked, .done, .cancelled, .withdrawn])
    #expect(TaskLifeCycle.decisions(between: [], base: .draft).isEmpty)
  }

  @Test("The refusal names what is allowed")
  func words() {
    let error = CycleError.transitionNotAllowed(
      from: .inProgress, to: .closed, allowed: [.blocked, .done, .cancelled])
    #expect(
      error.description
        == "task-transition-not-allowed: A task that is in progress cannot become closed."
        + " Allowed from here: blocked, done, cancelled.")
    let final = CycleError.transitionNotAllowed(from: .closed, to: .done, allowed: [])
    #expect(final.remedy == "Nothing follows closed; begin a new task.")
  }
}

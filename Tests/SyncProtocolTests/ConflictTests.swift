import CausalHistory
import SignedLogs
import SyncProtocol
import Testing

@Suite("Two people change one field apart")
struct ConflictTests {
  /// Both nodes move the due day of a task without having seen each other, then sync.
  private func disagreement(_ first: Int32, _ second: Int32) throws -> (World, ScopeID, ObjectID) {
    var (world, scope, task) = try ConvergenceTests.region()
    for (name, day) in [("MIL", first), ("FEL", second)] {
      try world.nodes[name]?.write(scope, by: name.lowercased()) { _ in
        [try TestTask.set(TestTask.due, of: task, to: .day(day))]
      }
    }
    for name in ["MIL", "FEL", "MIL"] { #expect(try world.sync(name).isFinished) }
    return (world, scope, task)
  }

  private func expectLevel(_ world: World, _ scope: ScopeID) throws {
    let hash = try #require(world.stateHash("HUB", scope))
    for name in ["MIL", "FEL"] { #expect(world.stateHash(name, scope) == hash, "\(name)") }
  }

  /// A person settles the conflict with everything that is shown in view.
  private func resolve(
    _ conflict: FieldConflict, at name: String, with day: Int32, in world: inout World
  ) throws {
    try world.nodes[name]?.write(conflict.scope, by: "coordinator") { _ in
      [
        try TestTask.set(
          conflict.field, of: conflict.object, to: .day(day),
          replaces: .dots(conflict.siblings.map(\.dot)), resolves: true, note: "Agreed by phone.")
      ]
    }
  }

  @Test("Both values stay in view at every replica, with what they replaced and who wrote them")
  func bothStay() throws {
    let (world, scope, task) = try disagreement(120, 140)
    try expectLevel(world, scope)
    for name in ["HUB", "MIL", "FEL"] {
      let conflict = try #require(world.conflicts(name, scope).first)
      #expect(world.conflicts(name, scope).count == 1)
      #expect(conflict.object == task && conflict.field == TestTask.due)
      #expect(world.history(task, at: name, in: scope).base(of: conflict) == [.day(100)])
      #expect(conflict.siblings.map(\.value) == [.day(120), .day(140)])
      #expect(conflict.siblings.map(\.actor) == ["mil", "fel"])
    }
  }

  @Test("A person's decision settles it everywhere, and the journal keeps all that was written")
  func resolution() throws {
    var (world, scope, task) = try disagreement(120, 140)
    try resolve(try #require(world.conflicts("FEL", scope).first), at: "FEL", with: 130, in: &world)
    for name in ["FEL", "MIL"] { #expect(try world.sync(name).isFinished) }
    try expectLevel(world, scope)
    for name in ["HUB", "MIL", "FEL"] {
      #expect(world.conflicts(name, scope) == [])
      let object = try #require(world.object(task, at: name, in: scope))
      #expect(object.value(TestTask.due) == .day(130))
      let history = world.history(task, at: name, in: scope)
      let writes = history.journal.filter { $0.field == TestTask.due }
      #expect(Set(writes.compactMap(\.value)) == [.day(100), .day(120), .day(140), .day(130)])
      let decision = try #require(writes.first { $0.resolves })
      #expect(decision.note == "Agreed by phone." && decision.actor == "coordinator")
      #expect(history.replaced(by: decision.dot, field: TestTask.due).count == 2)
    }
  }

  @Test("Two decisions made apart are a new conflict, not the later one's silent win")
  func twoDecisions() throws {
    var (world, scope, task) = try disagreement(120, 140)
    for (name, day) in [("MIL", Int32(121)), ("FEL", 141)] {
      let conflict = try #require(world.conflicts(name, scope).first)
      try resolve(conflict, at: name, with: day, in: &world)
    }
    for name in ["MIL", "FEL", "MIL"] { try world.sync(name) }
    try expectLevel(world, scope)
    let conflict = try #require(world.conflicts("HUB", scope).first)
    #expect(conflict.siblings.map(\.value) == [.day(121), .day(141)])
    let base = world.history(task, at: "HUB", in: scope).base(of: conflict)
    #expect(base == [.day(120), .day(140)])
  }

  @Test("A decision does not take away a value that arrived while the form was open")
  func lateArrival() throws {
    var (world, scope, task) = try ConvergenceTests.region()
    try world.nodes["FEL"]?.write(scope) { _ in
      [try TestTask.set(TestTask.due, of: task, to: .day(140))]
    }
    try world.sync("FEL")
    let opened = world.object(task, at: "MIL", in: scope)?.fields[TestTask.due]?.siblings ?? []
    try world.sync("MIL")
    try world.nodes["MIL"]?.write(scope) { _ in
      [
        try TestTask.set(
          TestTask.due, of: task, to: .day(120), replaces: .dots(opened.map(\.dot)))
      ]
    }
    for name in ["MIL", "FEL"] { try world.sync(name) }
    try expectLevel(world, scope)
    let conflict = try #require(world.conflicts("FEL", scope).first)
    #expect(Set(conflict.siblings.map(\.value)) == [.day(120), .day(140)])
  }

  @Test("The same value written by two people is agreement")
  func agreement() throws {
    let (world, scope, task) = try disagreement(120, 120)
    try expectLevel(world, scope)
    #expect(world.conflicts("HUB", scope) == [])
    #expect(world.object(task, at: "HUB", in: scope)?.value(TestTask.due) == .day(120))
  }

  @Test("Changes of different fields do not disturb each other")
  func differentFields() throws {
    var (world, scope, task) = try ConvergenceTests.region()
    try world.nodes["MIL"]?.write(scope) { _ in
      [try TestTask.set(TestTask.due, of: task, to: .day(120))]
    }
    try world.nodes["FEL"]?.write(scope) { _ in
      [try TestTask.set(TestTask.status, of: task, to: .code("blocked"))]
    }
    for name in ["MIL", "FEL", "MIL"] { try world.sync(name) }
    try expectLevel(world, scope)
    #expect(world.conflicts("MIL", scope) == [])
    let object = try #require(world.object(task, at: "MIL", in: scope))
    #expect(object.value(TestTask.due) == .day(120))
    #expect(object.value(TestTask.status) == .code("blocked"))
  }
}

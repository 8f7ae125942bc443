import BusinessCycle
import CausalHistory
import SignedLogs
import SyncProtocol
import Testing

@testable import ReplicaStore

@Suite("A task as people see it")
struct TaskViewTests {
  private var region: StoreRegion
  private let task: ObjectID

  /// MIL's task, which FEL knows: in progress, owned by the parks manager, due on day 100.
  init() throws {
    region = try StoreRegion()
    task = try region.replicas[0].write { object in
      [
        try SharedTask.create(reference: "MIL-T-0061"),
        try SharedTask.write(.text("Close quarry access"), to: .title, of: object),
        try SharedTask.write(.code("in-progress"), to: .status, of: object),
        try SharedTask.write(.text("parks manager"), to: .owner, of: object),
        try SharedTask.write(.day(Day(number: 100)), to: .due, of: object),
        try SharedTask.write(.code("fire"), to: .partners, of: object),
      ]
    }.object(createdBy: 0)
    try level()
  }

  /// Each takes what the other has.
  private mutating func level() throws {
    let (mil, fel) = (region.replicas[0], region.replicas[1])
    try region.replicas[0].receive(2, from: fel)
    try region.replicas[1].receive(1, from: mil)
  }

  /// MIL and FEL write without having seen each other; then they meet.
  private mutating func apart(
    _ mil: [(TaskField, CycleValue)], _ fel: [(TaskField, CycleValue)]
  ) throws {
    for (place, changes) in [mil, fel].enumerated() {
      try region.replicas[place].write { _ in
        try changes.map { try SharedTask.write($0.1, to: $0.0, of: task) }
      }
    }
    try level()
  }

  private func view(at place: Int = 0) throws -> TaskView {
    try region.replicas[place].read { records in
      let object = try #require(try records.objects(reference: "MIL-T-0061").first)
      let names: [UInt32: String] = [1: "MIL", 2: "FEL"]
      let history = try records.history(of: object.state.id, in: region.scope)
      return try #require(TaskView(object, history: history) { names[$0] ?? "?" })
    }
  }

  @Test("names what everybody agrees about, and who wrote it last")
  func settled() throws {
    let view = try view(at: 1)
    #expect(view.reference == "MIL-T-0061" && view.origin == "MIL")
    #expect(view.status == .inProgress)
    #expect(view.values[.owner] == .text("parks manager"))
    #expect(view.elements[.partners] == [.code("fire")])
    #expect(view.lastWrites[.due]?.author == "MIL/analyst-mil")
    #expect(view.doers == ["MIL/analyst-mil"])
    #expect(view.conflicts.isEmpty && !view.needsNewerRelease)
    #expect(view.fullName == "\(region.scope.hex.prefix(16))/1.1.0")
  }

  @Test("shows both sides of a disagreement, with what both had before")
  mutating func conflict() throws {
    try apart([(.status, .code("done"))], [(.status, .code("blocked"))])
    for place in 0..<2 {
      let view = try view(at: place)
      let conflict = try #require(view.conflicts.first)
      #expect(conflict.field == .status && conflict.base == [.code("in-progress")])
      #expect(conflict.sides.map(\.value) == [.code("done"), .code("blocked")])
      #expect(conflict.sides.map(\.author) == ["MIL/analyst-mil", "FEL/analyst-fel"])
      #expect(conflict.provisional.hardness == .hard)
      #expect(view.openConflicts.count == 1)
      // An open task is safer than a closed one.
      #expect(view.status == .blocked)
      #expect(view.doers == ["MIL/analyst-mil", "FEL/analyst-fel"])
    }
  }

  @Test("shows what a rule settled, which needs nobody's decision")
  mutating func soft() throws {
    try apart([(.due, .day(Day(number: 90)))], [(.due, .day(Day(number: 80)))])
    let view = try view()
    #expect(view.values[.due] == .day(Day(number: 80)))
    #expect(view.conflicts.map(\.field) == [.due])
    #expect(view.openConflicts.isEmpty)
  }

  @Test("keeps the owner that both had until somebody decides")
  mutating func owner() throws {
    try apart([(.owner, .text("ranger"))], [(.owner, .text("warden"))])
    let view = try view()
    #expect(view.values[.owner] == .text("parks manager"))
    #expect(view.openConflicts.map(\.base) == [[.text("parks manager")]])
  }

  @Test("lists disagreements by number of field; one without a value before has no base")
  mutating func several() throws {
    try apart(
      [(.priority, .number(3)), (.title, .text("A")), (.area, .code("E01011949"))],
      [(.area, .code("E01011950")), (.title, .text("B")), (.priority, .number(1))])
    let view = try view()
    #expect(view.conflicts.map(\.field) == [.title, .priority, .area])
    #expect(view.conflicts.map(\.base) == [[.text("Close quarry access")], [], []])
    #expect(view.values[.priority] == .number(1))
    #expect(view.openConflicts.map(\.field) == [.title, .area])
  }

  @Test("ends a disagreement with a decision, which stands in the journal")
  mutating func decided() throws {
    try apart([(.status, .code("done"))], [(.status, .code("blocked"))])
    let sides = try #require(try view().conflicts.first).sides
    try region.replicas[0].write { _ in
      [
        try SharedTask.write(
          .code("blocked"), to: .status, of: task, replaces: .dots(sides.map(\.dot)),
          resolves: true, note: "the gap is open")
      ]
    }
    try level()
    let view = try view(at: 1)
    #expect(view.conflicts.isEmpty && view.status == .blocked)
    #expect(view.journal.map(\.text) == ["Decided the status: the gap is open"])
    #expect(view.journal.map(\.author) == ["MIL/analyst-mil"])
  }

  @Test("keeps all entries of sets and of the journal, the journal in people's time")
  mutating func collections() throws {
    try apart(
      [(.journal, .text("from MIL")), (.partners, .code("health"))],
      [(.journal, .text("from FEL")), (.partners, .code("housing"))])
    let view = try view()
    #expect(
      Set(view.elements[.partners] ?? []) == [.code("fire"), .code("health"), .code("housing")])
    #expect(view.conflicts.isEmpty)
    // FEL's clock has gone on one second, MIL's two.
    #expect(view.journal.map(\.text) == ["from FEL", "from MIL"])
  }

  @Test("has another digest as soon as anybody changed anything, and the same at both sides")
  mutating func seen() throws {
    var digests = [try view().seen]
    for text in ["one", "two"] {
      try region.replicas[1].write { _ in
        [try SharedTask.write(.text(text), to: .journal, of: task)]
      }
      try level()
      digests.append(try view().seen)
      #expect(try view(at: 1).seen == digests.last)
    }
    #expect(Set(digests).count == 3)
  }

  @Test("is nothing for another kind of shared object; a value of a wrong kind is not written")
  mutating func kinds() throws {
    let release = try region.replicas[0].write { _ in [try SharedRelease.create(reference: "x")] }
    let object = try #require(
      try region.replicas[0].read { try $0.objects(kind: SharedRelease.kind) }.first)
    #expect(object.state.id == release.object(createdBy: 0))
    let history = ObjectHistory(
      of: object.state.id, in: [release], under: region.control.state)
    #expect(TaskView(object, history: history) { _ in "MIL" } == nil)
    #expect(throws: CycleError.valueNotOfField(.due)) {
      try SharedTask.write(.text("soon"), to: .due, of: task)
    }
  }

  @Test("is by its reference alone while it is only here")
  func local() {
    let view = TaskView(
      localReference: "GAT-T-0042", values: [.status: .code("draft")], elements: [:], journal: [],
      seen: .zero)
    #expect(view.fullName == "here/GAT-T-0042" && view.origin == "GAT")
    #expect(view.status == .draft && view.scope == nil)
  }
}

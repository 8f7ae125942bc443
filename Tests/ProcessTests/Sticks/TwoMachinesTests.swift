import Foundation
import Testing

@Suite("A machine that runs twice, and nothing in it tells")
struct TwoMachinesTests {
  /// What `iscan sync explain --json` says.
  private struct Told: Decodable {
    struct Member: Decodable {
      let partnership: String
      let holds: Bool
    }
    let standing: String
    let facts: [String]
    let remedies: [String]
    let members: [Member]
  }

  /// Millbridge and Upper Fells, a task that both hold, and Millbridge's machine a second time.
  private struct Scene {
    let region: TestRegion
    let task: String
    let home: String
    let twin: String

    init() async throws {
      region = try await TestRegion()
      let region = region
      task = try await region.whileServing {
        try await region.join([.millbridge, .upperFells])
        let task = try await region.at(
          .millbridge,
          ["task", "new", "--title", "Close quarry access", "--as", "analyst", "--json"]
        ).read(ShownTask.self).reference
        try await region.at(.millbridge, ["task", "share", task, "--as", "analyst"])
        for partnership in [TestPartnership.millbridge, .upperFells] {
          try await region.synchronise(partnership)
        }
        return task
      }
      (home, twin) = (region.home(.millbridge), region.folder.path("twin"))
      try MachineCopy.snapshot(home, to: twin)
    }

    func run(_ words: [String], at home: String) async throws -> ProgramAnswer {
      try await region.run(words + ["--home", home])
    }

    func note(_ text: String, at home: String, on other: String? = nil) async throws {
      _ = try await run(
        ["task", "update", other ?? task, "--note", text, "--as", "analyst"], at: home)
    }

    /// Each entry as often as it is there.
    func notes(on task: String, at home: String) async throws -> [String] {
      try await run(["task", "show", task, "--json"], at: home).read(ShownTask.self)
        .journal.map(\.text).sorted()
    }

    func everybodySynchronises(_ times: Int = 2) async throws {
      for _ in 0..<times {
        for home in [home, twin] { _ = try await synchronise(home) }
        try await region.synchronise(.upperFells)
      }
    }

    /// Done, or done with something that a person is told.
    func synchronise(_ home: String) async throws -> ProgramAnswer {
      let answer = try await region.program.run(["sync", "run", "--home", home])
      #expect([0, 2].contains(answer.status), "\(answer.errors)")
      return answer
    }

    struct Verdict: Decodable {
      let partnership: String
      let certainUpTo: Int?
      let decision: Int?
    }

    func verdicts() async throws -> [Verdict] {
      try await region.run(["hub", "verdict", "list", "--home", region.hubHome, "--json"])
        .read([Verdict].self)
    }

    /// Synchronises a machine whose log the hub holds otherwise, and does what is printed.
    func synchroniseIntoFork(_ home: String) async throws {
      let refused = try await region.program.run(["sync", "run", "--home", home])
      #expect(refused.status == 3, "\(refused.errors)")
      for words in ["fork-detected", "Nothing is lost; go on working", "iscan hub verdict list"] {
        #expect(refused.errors.contains(words), "\(refused.errors)")
      }
      let listed = try await region.program.run([
        "hub", "verdict", "list", "--home", region.hubHome,
      ])
      #expect(listed.text.contains("waits"))
      #expect(listed.errors.contains("Next: iscan hub verdict accept MIL"), "\(listed.errors)")
      let open = try await verdicts().filter { $0.decision == nil }
      #expect(open.map(\.partnership) == ["MIL"])
      let settled = try await region.run(
        ["hub", "verdict", "accept", "MIL", "--yes", "--home", region.hubHome])
      #expect(settled.text.contains("Next: have every machine of MIL run iscan sync run"))
    }

    /// After a refused fork: the hub holds nothing of what the second machine wrote, though it has
    /// commits of the same numbers.
    func expectNothingHeld(of tasks: [String], at home: String, changes: Int) async throws {
      struct Waiting: Decodable {
        let reference: String
        let reason: String
        let remedy: String
      }
      let queue = try await run(["sync", "queue", "--json"], at: home).read([Waiting].self)
      #expect(queue.map(\.reference).sorted() == tasks)
      for waiting in queue {
        #expect(waiting.reason.contains("continued in two ways"), "\(waiting)")
        #expect(waiting.remedy.contains("iscan hub verdict list"), "\(waiting)")
      }
      let answer = try await region.program.run(["sync", "status", "--json", "--home", home])
      // A person must act.
      #expect(answer.status == 2)
      let status = try answer.read(ShownStatus.self)
      #expect(status.waiting == tasks.count)
      let group = try #require(status.scopes.first { $0.kind == "group" })
      let own = try #require(group.logs.first { $0.partnership == "MIL" })
      #expect(own.held - (own.confirmedByHub ?? 0) == changes)
      func explain(_ subject: String, json: Bool) async throws -> ProgramAnswer {
        let told = try await region.program.run(
          ["sync", "explain", subject, "--home", home] + (json ? ["--json"] : []))
        #expect(told.status == 2, "a person must act")
        return told
      }
      for task in tasks {
        let told = try await explain(task, json: true).read([Told].self)
        #expect(told.map(\.standing) == ["disputed"], "\(task): \(told)")
        #expect(told.allSatisfy { !$0.facts.contains("The hub holds all of its changes.") })
        #expect(told.flatMap(\.members).allSatisfy { !$0.holds }, "\(task): \(told)")
      }
      let change = try await explain("\(own.logIndex).\(own.held)", json: false)
      #expect(!change.text.contains("holds it"), "\(change.text)")
      #expect(change.text.contains("the regional office has not decided yet"), "\(change.text)")
    }

    /// What must hold at the end: the same state everywhere, and nothing wrong anywhere.
    func expectLevel() async throws {
      let hub = try HubReplica(region).stateHash()
      for partnership in [TestPartnership.millbridge, .upperFells] {
        #expect(try await region.group(at: partnership).stateHash == hub)
      }
      for home in [home, twin] {
        #expect(try await run(["node", "doctor"], at: home).text.contains("Nothing is wrong"))
      }
      #expect(
        try await region.run(["hub", "verify", "--home", region.hubHome]).text
          .contains("Nothing is wrong"))
    }
  }

  @Test("Both write: the hub proves it, a person decides, and each change is there once")
  func bothWrite() async throws {
    let scene = try await Scene()
    let (region, home, twin, task) = (scene.region, scene.home, scene.twin, scene.task)
    try await region.whileServing {
      for number in 1...3 { try await scene.note("by the first \(number)", at: home) }
      try await region.synchronise(.millbridge)
      // The second machine makes a task of its own, and goes on with it.
      let made = try await scene.run(
        ["task", "new", "--title", "Light the footpath", "--as", "analyst", "--json"], at: twin
      ).read(ShownTask.self).reference
      _ = try await scene.run(["task", "share", made, "--as", "analyst"], at: twin)
      try await scene.note("on its own task", at: twin, on: made)
      try await scene.note("by the second", at: twin)
      let refused = try await region.program.run(["sync", "run", "--home", twin])
      #expect(refused.status == 3, "\(refused.errors)")
      try await scene.expectNothingHeld(of: [task, made].sorted(), at: twin, changes: 3)
      try await scene.synchroniseIntoFork(twin)
      // What the first writes before it hears of the verdict is behind the end of its log.
      try await scene.note("by the first, unaware", at: home)
      try await scene.note("by the second, later", at: twin)
      let listed = try await region.run(["hub", "verdict", "list", "--home", region.hubHome])
      #expect(listed.text.contains("settled: the hub's decision "), "\(listed.text)")
      let told = try await scene.synchronise(twin)
      #expect(told.text.contains("was written again: 4."), "\(told.text)")
      try await scene.everybodySynchronises()
      let expected = [
        "by the first 1", "by the first 2", "by the first 3", "by the first, unaware",
        "by the second", "by the second, later",
      ]
      for place in [home, twin, region.home(.upperFells), region.hubHome] {
        #expect(try await scene.notes(on: task, at: place) == expected, "\(place)")
        #expect(try await scene.notes(on: made, at: place) == ["on its own task"], "\(place)")
      }
      // From now on each machine has its own log: no further verdict is needed.
      try await scene.note("by the first at last", at: home)
      try await scene.note("by the second at last", at: twin)
      try await scene.everybodySynchronises()
      #expect(
        try await scene.notes(on: task, at: region.home(.upperFells))
          == (expected + ["by the first at last", "by the second at last"]).sorted())
      #expect(try await scene.verdicts().map { $0.decision != nil } == [true])
    }
    try await scene.expectLevel()
  }

  @Test("A copied folder goes on beside its original: both and the hub say that there are two")
  func copiedFolder() async throws {
    let scene = try await Scene()
    let (region, home, twin) = (scene.region, scene.home, scene.twin)
    try FileManager.default.removeItem(atPath: twin)
    try MachineCopy.folder(home, to: twin)
    func said(_ home: String) async throws -> [ShownAttention] {
      try await region.attention(home: home).filter { $0.words.contains("runs on two machines") }
    }
    try await region.whileServing {
      try await scene.note("by the second", at: twin)
      _ = try await scene.synchronise(twin)
      _ = try await scene.synchronise(home)
      // To the hub a machine that was moved looks the same until the first writes on.
      #expect(try await said(region.hubHome) == [])
      #expect(try await said(home).count == 1, "the first knows that it did not write that")
      for number in 1...2 {
        try await scene.note("by the first \(number)", at: home)
        _ = try await scene.synchronise(home)
        try await scene.note("by the second \(number)", at: twin)
        _ = try await scene.synchronise(twin)
      }
      _ = try await scene.synchronise(home)
    }
    let atHub = try await said(region.hubHome)
    #expect(atHub.map(\.kind) == ["fork"])
    #expect(atHub.allSatisfy { $0.words.hasPrefix("MIL runs") }, "\(atHub)")
    #expect(atHub.allSatisfy { $0.remedy.contains("iscan hub revoke MIL") }, "\(atHub)")
    for place in [home, twin] {
      let atNode = try await said(place)
      #expect(atNode.map(\.kind) == ["fork"], "\(place)")
      #expect(atNode.allSatisfy { $0.remedy.contains("Keep one.") }, "\(atNode)")
    }
    #expect(try await said(region.home(.upperFells)) == [])
    #expect(try await scene.verdicts().isEmpty, "each has a log of its own")
    #expect(try await scene.notes(on: scene.task, at: region.hubHome).count == 5)
  }

  @Test("Two copies that stay connected: what one made does not wait at the other")
  func copiesServe() async throws {
    let scene = try await Scene()
    let (region, home, twin) = (scene.region, scene.home, scene.twin)
    try FileManager.default.removeItem(atPath: twin)
    try MachineCopy.folder(home, to: twin)
    try await region.whileServing {
      let nodes = try [home, twin].map {
        try region.program.start(["serve", "--home", $0, "--page-port", "0"])
      }
      do {
        for node in nodes { _ = try await node.line(beginning: "Pages: ") }
        let made = try await scene.run(
          ["task", "new", "--title", "Light the footpath", "--as", "analyst", "--json"], at: twin
        ).read(ShownTask.self).reference
        _ = try await scene.run(["task", "share", made, "--as", "analyst"], at: twin)
        for _ in 0..<60 {
          let answer = try await region.program.run(["task", "show", made, "--home", home])
          if answer.status == 0 { break }
          try await Task.sleep(for: .milliseconds(500))
        }
        let queue = try await scene.run(["sync", "queue"], at: home).text
        #expect(queue.hasPrefix("Nothing waits"), "\(queue)")
        let status = try await region.program.run(["sync", "status", "--json", "--home", home])
        #expect(try status.read(ShownStatus.self).waiting == 0)
        let told = try await scene.run(["sync", "explain", made, "--json"], at: home)
          .read([Told].self)
        #expect(told.map(\.standing) == ["held"])
        #expect(told.flatMap(\.facts).contains("The hub holds all of its changes."), "\(told)")
        let hub = told.flatMap(\.members).first { $0.partnership == "HUB" }
        #expect(hub?.holds == true)
      } catch {
        for node in nodes { await node.stop() }
        throw error
      }
      for node in nodes { await node.stop() }
    }
  }

  @Test("Brought back to before it repeated its changes, it repeats none twice")
  func repeatedOnce() async throws {
    let scene = try await Scene()
    let (region, home, twin, task) = (scene.region, scene.home, scene.twin, scene.task)
    let backup = region.folder.path("backup")
    try await region.whileServing {
      try await scene.note("by the first", at: home)
      try await region.synchronise(.millbridge)
      try await scene.note("by the second", at: twin)
      try await scene.synchroniseIntoFork(twin)
      try MachineCopy.folder(twin, to: backup)
      try await scene.everybodySynchronises()
      try MachineCopy.snapshot(backup, to: twin)
      try await scene.everybodySynchronises()
      try await scene.note("by the second again", at: twin)
      try await scene.everybodySynchronises()
      for place in [home, twin, region.home(.upperFells), region.hubHome] {
        #expect(
          try await scene.notes(on: task, at: place)
            == ["by the first", "by the second", "by the second again"], "\(place)")
      }
    }
    try await scene.expectLevel()
  }

  @Test("Brought back whole, it takes back what was sent before it writes on")
  func broughtBack() async throws {
    let scene = try await Scene()
    let (region, home, task) = (scene.region, scene.home, scene.task)
    try await region.whileServing {
      try await scene.note("sent and lost", at: home)
      try await region.synchronise(.millbridge)
      try MachineCopy.snapshot(scene.twin, to: home)
      _ = try await scene.synchronise(home)
      try await scene.note("written after", at: home)
      try await scene.everybodySynchronises()
      for place in [home, region.home(.upperFells), region.hubHome] {
        #expect(try await scene.notes(on: task, at: place) == ["sent and lost", "written after"])
      }
      #expect(try await scene.verdicts().isEmpty)
    }
    try await scene.expectLevel()
  }

  @Test("Brought back whole and written on, it and the hub say the same of what it lacks")
  func broughtBackAndRefused() async throws {
    let scene = try await Scene()
    let (region, home, task) = (scene.region, scene.home, scene.task)
    let others = region.home(.upperFells)
    try await region.whileServing {
      try await scene.note("sent and lost", at: home)
      try await region.synchronise(.millbridge)
      try await region.synchronise(.upperFells)
      for number in 1...5 { try await scene.note("by others \(number)", at: others) }
      try await region.synchronise(.upperFells)
      try await region.synchronise(.millbridge)
      // It has seen all of the others'.
      try await scene.note("sent and lost too", at: home)
      try await region.synchronise(.millbridge)
      #expect(try await member("MIL", region).behind == 0)
      try MachineCopy.snapshot(scene.twin, to: home)
      for number in 1...3 { try await scene.note("written after \(number)", at: home) }
      let refused = try await region.program.run(["sync", "run", "--home", home])
      #expect(refused.status == 3, "\(refused.errors)")
    }
    let missing = try await missing(at: home, region)
    let standing = try await member("MIL", region)
    #expect(missing == 5 && standing.behind == 5)
    let log = try await scene.run(["sync", "log", "--limit", "1", "--json"], at: home)
      .read([Exchange].self)
    // They came, and what they build on is of another history than the one that is here.
    #expect(log.map(\.commitsReceived) == [0])
    let refusals = try await region.refusals(1)
    #expect(refusals.map(\.code) == ["sync-fork-detected"])
    #expect(refusals.map(\.member) == ["MIL"])
    let status = try await region.program.run(["sync", "status", "--home", region.hubHome])
    #expect(status.text.contains("a log was left out (sync-"), "\(status.text)")
    try await region.whileServing {
      try await region.run(["hub", "verdict", "accept", "MIL", "--yes", "--home", region.hubHome])
      for _ in 0..<2 { _ = try await scene.synchronise(home) }
      try await region.synchronise(.upperFells)
    }
    #expect(try await self.missing(at: home, region) == 0)
    #expect(try await member("MIL", region).behind == 0)
    let written =
      ["sent and lost", "sent and lost too"] + (1...3).map { "written after \($0)" }
      + (1...5).map { "by others \($0)" }
    for place in [home, others, region.hubHome] {
      #expect(try await scene.notes(on: task, at: place) == written.sorted(), "\(place)")
    }
  }

  private struct Exchange: Decodable { let commitsReceived: Int }

  private struct Standing: Decodable {
    let reference: String
    let behind: Int
  }

  private func member(_ reference: String, _ region: TestRegion) async throws -> Standing {
    let members = try await region.run(["hub", "members", "--home", region.hubHome, "--json"])
      .read([Standing].self)
    return try #require(members.first { $0.reference == reference })
  }

  /// How many changes a node knows to be at the hub and not here.
  private func missing(at home: String, _ region: TestRegion) async throws -> Int {
    struct Status: Decodable {
      struct Sharing: Decodable {
        struct Member: Decodable { let missing: Int }
        let members: [Member]
      }
      let sharing: [Sharing]
    }
    let answer = try await region.program.run(["sync", "status", "--home", home, "--json"])
    return try answer.read(Status.self).sharing.flatMap(\.members).reduce(0) { $0 + $1.missing }
  }

  @Test("Two copies that both began a log of the same number write within one run each")
  func sameNumber() async throws {
    let scene = try await Scene()
    let third = scene.region.folder.path("third")
    // In another place than before: each begins a log of its own.
    try MachineCopy.folder(scene.home, to: third)
    try FileManager.default.removeItem(atPath: scene.twin)
    try MachineCopy.folder(scene.home, to: scene.twin)
    try await scene.note("at the twin", at: scene.twin)
    try await scene.note("at the third", at: third)
    try await scene.region.whileServing {
      for home in [scene.twin, third, scene.twin] { _ = try await scene.synchronise(home) }
    }
    let notes = try await scene.notes(on: scene.task, at: scene.twin)
    #expect(notes == ["at the third", "at the twin"])
  }
}

import Foundation
import Testing

@Suite("A home in trouble", .serialized)
struct TroubledHomeTests {
  @Test(
    "What can only be read can be looked at; what would change it is refused by name",
    .enabled(if: SmallDisk.isPossible))
  func readOnly() async throws {
    let region = try await TestRegion()
    try await region.whileServing {
      try await region.join([.millbridge])
      try await region.at(.millbridge, ["task", "new", "--title", "Close it", "--as", "analyst"])
    }
    let disk = try SmallDisk(at: region.folder.path("disk"), bytes: 32 << 20)
    for home in [region.home(.millbridge), region.hubHome] {
      try FileManager.default.copyItem(
        atPath: home, toPath: disk.path + "/" + URL(filePath: home).lastPathComponent)
    }
    try disk.refuseWriting()
    for words in [
      ["task", "list"], ["task", "show", "MIL-T-0001"], ["node", "status"], ["node", "doctor"],
      ["sync", "status"], ["sync", "queue"], ["sync", "log"], ["sync", "conflicts"],
      ["person", "list"],
    ] {
      try await region.run(words + ["--json", "--home", disk.path + "/MIL"])
    }
    for words in [["hub", "members"], ["hub", "verify"], ["sync", "log"], ["task", "list"]] {
      try await region.run(words + ["--json", "--home", disk.path + "/hub"])
    }
    for (words, home) in [
      (["task", "new", "--title", "Another", "--as", "analyst"], "MIL"),
      (["hub", "revoke", "MIL", "--reason", "stolen", "--yes"], "hub"),
    ] {
      let refused = try await region.program.run(
        words + ["--json", "--home", "\(disk.path)/\(home)"])
      expect(refused, status: 1, code: "store-read-only")
    }
  }

  @Test(
    "A hub whose disk is full says so to the node, and loses nothing",
    .enabled(if: SmallDisk.isPossible))
  func fullHub() async throws {
    let region = try await TestRegion()
    try await region.whileServing { try await region.join([.millbridge]) }
    let disk = try SmallDisk(at: region.folder.path("disk"), bytes: 32 << 20)
    let home = disk.path + "/hub"
    try FileManager.default.copyItem(atPath: region.hubHome, toPath: home)
    let server = try region.program.start([
      "serve", "--home", home, "--page-port", "0", "--sync-port", "\(region.port)",
    ])
    _ = try await server.line(beginning: "Nodes: port ")
    let made = try await region.at(
      .millbridge, ["task", "new", "--title", "Close it", "--as", "analyst", "--json"]
    ).read(ShownTask.self)
    try await region.at(.millbridge, ["task", "share", made.reference, "--as", "analyst"])
    let filler = URL(filePath: disk.path + "/filler")
    try Data().write(to: filler)
    let handle = try FileHandle(forWritingTo: filler)
    while (try? handle.write(contentsOf: Data(count: 4_096))) != nil {}
    try? handle.close()
    let refused = try await region.attempt(.millbridge, ["sync", "run"])
    expect(refused, status: 4, code: "sync-refused-storage-trouble")
    try FileManager.default.removeItem(at: filler)
    try await region.synchronise(.millbridge)
    await server.stop()
    let shown = try await region.run(["task", "show", made.reference, "--home", home])
    #expect(shown.text.contains("Close it"))
  }

  @Test("A damaged database is called so, at a node and at a hub", arguments: [0, 4096])
  func damaged(from offset: UInt64) async throws {
    let region = try await TestRegion()
    try await region.initialise(.millbridge)
    for (words, home, file) in [
      (["task", "list"], region.home(.millbridge), "node.sqlite"),
      (["node", "doctor"], region.home(.millbridge), "node.sqlite"),
      (["hub", "members"], region.hubHome, "hub.sqlite"),
    ] {
      for log in ["-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: "\(home)/\(file)\(log)")
      }
      let handle = try FileHandle(forUpdating: URL(filePath: "\(home)/\(file)"))
      try handle.seek(toOffset: offset)
      try handle.write(contentsOf: Data(repeating: 0x5A, count: 3_000))
      try handle.close()
      let answer = try await region.program.run(words + ["--json", "--home", home])
      expect(answer, status: 1, code: "store-database-damaged")
      #expect(answer.errors.contains("backup"))
    }
  }

  @Test("A machine that stays connected says when and why it has no line, once")
  func noLine() async throws {
    let region = try await TestRegion()
    try await region.initialise(.millbridge)
    try await region.enrol(.millbridge)
    let server = try region.program.start([
      "serve", "--home", region.home(.millbridge), "--page-port", "0",
    ])
    struct Status: Decodable {
      struct Failure: Decodable {
        let at: Date
        let code: String?
      }
      let lastFailure: Failure?
    }
    var seen: [Date] = []
    for _ in 0..<100 where seen.count < 2 {
      try await Task.sleep(for: .milliseconds(200))
      let failure = try await region.at(.millbridge, ["sync", "status", "--json"])
        .read(Status.self).lastFailure
      if let failure, failure.at != seen.last {
        #expect(failure.code == "hub-unreachable")
        seen.append(failure.at)
      }
    }
    #expect(seen.count == 2, "the later attempt is shown, not the first")
    struct Line: Decodable { let code: String? }
    let log = try await region.at(.millbridge, ["sync", "log", "--json"]).read([Line].self)
    #expect(log.map(\.code) == ["hub-unreachable"])
    let text = try await region.program.run([
      "sync", "status", "--home", region.home(.millbridge),
    ]).text
    #expect(text.contains("Last failure") && text.contains("hub-unreachable"))
    // And when it has one again.
    try await region.whileServing {
      for _ in 0..<150 where !server.printed.contains("connected to the hub again") {
        try await Task.sleep(for: .milliseconds(200))
      }
    }
    await server.stop()
    #expect(server.printed.contains("connected to the hub again"), "\(server.printed)")
  }

  @Test("A pipe in the place of a file or a key is refused, and nobody waits for it")
  func pipes() async throws {
    let region = try await TestRegion()
    try await region.initialise(.millbridge)
    let home = region.home(.millbridge)
    let pipe = region.folder.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    for kind in ["lookups", "boundaries", "population"] {
      let answer = try await region.program.run(["import", kind, pipe, "--json", "--home", home])
      #expect(answer.status == 1 && answer.errors.contains("not an ordinary file"), "\(kind)")
    }
    for (key, words) in [("identity", ["node", "status"]), ("bundle", ["task", "list"])] {
      let copy = region.folder.path("copy-\(key)")
      try MachineCopy.folder(home, to: copy)
      try FileManager.default.removeItem(atPath: "\(copy)/keys/\(key).key")
      #expect(mkfifo("\(copy)/keys/\(key).key", 0o600) == 0)
      let answer = try await region.program.run(words + ["--json", "--home", copy])
      expect(answer, status: 1, code: "key-file-unreadable")
    }
  }

  @Test("A database beside the keys of another node is refused, and is told so")
  func otherKeys() async throws {
    let region = try await TestRegion()
    try await region.whileServing { try await region.join([.millbridge, .upperFells]) }
    let home = region.home(.millbridge)
    try FileManager.default.removeItem(atPath: "\(home)/keys")
    try MachineCopy.folder(region.home(.upperFells) + "/keys", to: "\(home)/keys")
    for words in [["sync", "run"], ["task", "list"], ["node", "doctor"]] {
      let answer = try await region.program.run(words + ["--json", "--home", home])
      expect(answer, status: 1, code: "keys-of-another-node")
      #expect(answer.errors.contains("same"))
    }
  }

  @Test("A home that is a file is refused, and so is a name that nobody can read")
  func unusableWords() async throws {
    let region = try await TestRegion()
    let file = try region.folder.write("x", to: "file")
    let partnership = ["--reference", "ABC", "--district", "E06000003"]
    let node = try await region.program.run(
      ["node", "init", "--home", file, "--name", "A", "--json"] + partnership)
    expect(node, status: 1, code: "node-home-unusable")
    let hub = try await region.program.run([
      "hub", "init", "--home", file, "--region", "R", "--address", "127.0.0.1:7400", "--json",
    ])
    expect(hub, status: 1, code: "hub-home-unusable")
    for (place, name) in ["x\u{1B}[2J", "a\nb", "   ", "a\u{202E}b"].enumerated() {
      let answer = try await region.program.run(
        [
          "hub", "invite", "--home", region.hubHome, "--name", name, "--output",
          region.folder.path("\(place).json"),
        ] + partnership)
      #expect(answer.status == 64 && !answer.errors.contains("\u{1B}"), "\(place)")
    }
  }

  @Test("A task needs a title that can be read; a long one does not push the others away")
  func titles() async throws {
    let region = try await TestRegion()
    try await region.initialise(.millbridge)
    let blank = try await region.attempt(
      .millbridge, ["task", "new", "--title", "  \t ", "--as", "analyst", "--json"])
    #expect(blank.errors.contains("task-value-unreadable"))
    let long = String(repeating: "x", count: 190)
    for title in ["Short", long] {
      try await region.at(.millbridge, ["task", "new", "--title", title, "--as", "analyst"])
    }
    let list = try await region.at(.millbridge, ["task", "list"])
    let lines = String(decoding: list.output, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 3)
    // Nothing is cut off for a program, and the other rows are no wider for it.
    #expect(lines.filter { $0.count < 150 }.count == 2)
    #expect(lines.contains { $0.contains(long) })
  }
}

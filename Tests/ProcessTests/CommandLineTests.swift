import Foundation
import Testing

@Suite("The command line, for scripts", .serialized)
struct CommandLineTests {
  @Test("With --json every command prints JSON, nothing else, and no word on the error stream")
  func json() async throws {
    let region = try await TestRegion()
    let tour = JSONTour(region: region)
    try await region.whileServing {
      try await tour.setUp()
      try await tour.importEverything()
      try await tour.release()
      try await tour.share()
      try await tour.carry()
      try await tour.look()
    }
    // A decision needs a disagreement, a check a demonstration, hot spots ten areas, a change the year before, and
    // some a hub above; the rest has been seen.
    let others = [
      ["sync", "resolve"], ["demo", "check"], ["hub", "enrol"], ["hub", "sync"], ["hub", "admit"],
      ["hotspots"], ["change"],
    ]
    #expect(try await tour.commandsLeft() == others.sorted { $0.joined() < $1.joined() })
  }

  @Test("Exit code 0 and text without --json; nothing on the error stream of a pipe")
  func done() async throws {
    let region = try await TestRegion()
    let answer = try await region.program.run(["hub", "members", "--home", region.hubHome])
    #expect(answer.status == 0)
    #expect(!answer.text.isEmpty && answer.errors.isEmpty)
    let help = try await region.program.run(["--help"])
    #expect(help.status == 0)
    #expect(help.text.contains("Exit codes: 0 done; 1 failed; 2 done") && help.errors.isEmpty)
  }

  @Test("Exit code 1: a folder without a node")
  func failed() async throws {
    let program = try ProgramUnderTest()
    let folder = try ScratchFolder()
    let answer = try await program.run(["node", "status", "--home", folder.path("none"), "--json"])
    expect(answer, status: 1, code: "node-not-set-up")
  }

  @Test("An answer that cannot be written is a failure; a reader that has gone is none")
  func unwritten() async throws {
    let region = try await TestRegion()
    let full = try #require(FileHandle(forWritingAtPath: "/dev/full"))
    for words in [
      ["sync", "status", "--home", region.hubHome], ["--help"],
      ["hub", "members", "--home", region.hubHome],
    ] {
      let answer = try await region.program.run(words, into: full)
      #expect(answer.status == 1, "\(words)")
      #expect(answer.errors.contains("(output-not-written)"), "\(answer.errors)")
      #expect(answer.errors.contains("No space left on device"), "\(answer.errors)")
      let pipe = Pipe()
      try pipe.fileHandleForReading.close()
      let unread = try await region.program.run(words, into: pipe.fileHandleForWriting)
      #expect(unread.status == 0 && unread.errors.isEmpty, "\(words): \(unread.errors)")
    }
  }

  @Test("What somebody wrote cannot steer the terminal or pass for a line of the program's own")
  func terminal() async throws {
    let region = try await TestRegion()
    try await region.initialise(.millbridge)
    let title = "Close\nMIL-T-0002  Forged \u{1B}[31mred\u{2028}\u{202E}x"
    try await region.at(.millbridge, ["task", "new", "--title", title, "--as", "analyst"])
    for words in [["list"], ["show", "MIL-T-0001"]] {
      let shown = try await region.at(.millbridge, ["task"] + words).text
      #expect(
        shown.contains(#"Close\nMIL-T-0002  Forged \u{1b}[31mred\u{2028}\u{202e}x"#), "\(shown)")
      let steering: Set<Unicode.Scalar> = ["\u{1B}", "\u{2028}", "\u{202E}"]
      #expect(!shown.unicodeScalars.contains(where: steering.contains))
    }
    let json = try await region.at(.millbridge, ["task", "list", "--json"]).read([ShownTask].self)
    #expect(json.first?.fields["title"] == title)
  }

  @Test("Exit code 2: all done, but a row was set aside, which stays to be corrected")
  func setAside() async throws {
    let region = try await TestRegion()
    let district = SmallDistrict(.millbridge)
    try await region.initialise(.millbridge)
    try await region.at(.millbridge, ["import", "lookups"] + district.lookups(in: region.folder))
    let file = try district.street(
      month: "2021-09", in: region.folder,
      also: ["x,2021-09,Fellshire Police,Fellshire Police,,,No Location,,,Burglary,,"])
    let answer = try await region.attempt(.millbridge, ["import", "police", file])
    #expect(answer.status == 2)
    #expect(answer.errors.isEmpty)
    struct Report: Decodable {
      let rowsIn: Int
      let added: Int
      let rejected: [Rejected]

      struct Rejected: Decodable { let rows: Int }
    }
    let report = try #require(try answer.read([Report].self).first)
    #expect((report.rowsIn, report.added, report.rejected.map(\.rows)) == (25, 24, [1]))
  }

  @Test("Exit code 3: a role that may not")
  func refused() async throws {
    let region = try await TestRegion()
    try await region.initialise(.millbridge)
    let answer = try await region.attempt(
      .millbridge, ["task", "new", "--title", "Close the gap", "--as", "liaison-officer"])
    expect(answer, status: 3, code: "role-not-permitted")
    #expect(
      try await region.at(.millbridge, ["task", "list", "--json"]).read([ShownTask].self) == [])
  }

  @Test("A version of the record kinds that nobody can write is not asked for")
  func unknownSchema() async throws {
    let region = try await TestRegion()
    let answer = try await region.program.run([
      "hub", "require", "--schema", "999", "--home", region.hubHome, "--json",
    ])
    expect(answer, status: 1, code: "record-schema-unknown")
    #expect(answer.errors.contains("Give at most 1"))
    let any = try await region.run(["hub", "require", "--schema", "0", "--home", region.hubHome])
    #expect(any.text.contains("any version"))
  }

  @Test("Exit code 4: a hub that does not answer; work goes on without it")
  func unreachable() async throws {
    let region = try await TestRegion()
    try await region.initialise(.millbridge)
    try await region.enrol(.millbridge)
    let answer = try await region.attempt(.millbridge, ["sync", "run"])
    expect(answer, status: 4, code: "hub-unreachable")
    try await region.at(
      .millbridge, ["task", "new", "--title", "Close the gap", "--as", "analyst"])
  }

  @Test(
    "Exit code 64: a command that is not understood",
    arguments: [
      ["task", "close"], ["task", "new"], ["release", "build", "--period", "soon"], ["--colour"],
      ["sync", "log", "--void", "--left"],
    ])
  func notUnderstood(words: [String]) async throws {
    let answer = try await ProgramUnderTest().run(words + ["--json"])
    #expect(answer.status == 64)
    #expect(answer.output.isEmpty && !answer.errors.isEmpty)
  }
}

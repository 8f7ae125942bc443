import Foundation
import Testing

/// A partnership of the made-up county Fellshire and its neighbours.
struct TestPartnership: Sendable {
  let name: String
  let reference: String
  let district: String
  /// Who may act there: handles with their roles.
  let people: [(handle: String, role: String)]

  init(_ name: String, _ reference: String, _ district: String, also: [(String, String)] = []) {
    self.name = name
    self.reference = reference
    self.district = district
    people =
      [
        ("analyst", "analyst"), ("liaison-officer", "liaison-officer"),
        ("tactical-chair", "tactical-chair"),
      ] + also.map { (handle: $0.0, role: $0.1) }
  }

  static let millbridge = TestPartnership(
    "Millbridge", "MIL", "E07000901", also: [("parks-manager", "plan-owner")])
  static let upperFells = TestPartnership(
    "Upper Fells", "FEL", "E07000902", also: [("officer", "coordinator")])
}

/// A region of real processes over real TLS: a hub that serves, and nodes that have joined it.
struct TestRegion: Sendable {
  let folder: ScratchFolder
  let program: ProgramUnderTest
  /// The TCP port that nodes synchronise with.
  let port: Int

  /// Sets a hub up at a port of the loopback interface.
  ///
  /// - Parameters:
  ///   - name: The region's name, which is that of its one group too.
  ///   - port: Where nodes find it; `nil` takes a free one.
  /// - Throws: If the program is missing or refuses.
  init(_ name: String = "Tarn and Coast", port: Int? = nil) async throws {
    folder = try ScratchFolder()
    program = try ProgramUnderTest()
    self.port = try port ?? LoopbackPort.findFree()
    try await run([
      "hub", "init", "--home", hubHome, "--region", name, "--address", "127.0.0.1:\(self.port)",
    ])
  }

  var hubHome: String { folder.path("hub") }

  func home(_ partnership: TestPartnership) -> String {
    folder.path("nodes/\(partnership.reference)")
  }

  /// Starts the hub's server, waits until nodes can reach it, and ends it after `body`.
  @discardableResult
  func whileServing<Result>(_ body: () async throws -> Result) async throws -> Result {
    let server = try program.start([
      "serve", "--home", hubHome, "--page-port", "0", "--sync-port", "\(port)",
    ])
    do {
      let announced = try await server.line(beginning: "Nodes: port ")
      #expect(announced == "\(port)")
      let result = try await body()
      await server.stop()
      return result
    } catch {
      await server.stop()
      throw error
    }
  }

  /// Sets nodes up, has each join, and lets each get to know the others.
  func join(_ partnerships: [TestPartnership]) async throws {
    for partnership in partnerships {
      try await initialise(partnership)
      try await enrol(partnership)
    }
    // At its first contact a node begins its log; at the second it learns of everybody's.
    for partnership in partnerships + partnerships { try await synchronise(partnership) }
  }

  func initialise(_ partnership: TestPartnership) async throws {
    try await run([
      "node", "init", "--home", home(partnership), "--name", partnership.name, "--reference",
      partnership.reference, "--district", partnership.district,
    ])
    for person in partnership.people {
      try await at(partnership, ["person", "add", person.handle, "--role", person.role])
    }
  }

  /// What two operators do by post and telephone.
  func enrol(_ partnership: TestPartnership) async throws {
    let post = ["invitation", "request", "reply"].map {
      folder.path("\(partnership.reference)-\($0).json")
    }
    try await run([
      "hub", "invite", "--home", hubHome, "--name", partnership.name, "--reference",
      partnership.reference, "--district", partnership.district, "--output", post[0],
    ])
    struct Request: Decodable { let fingerprint: String }
    let request = try await at(
      partnership, ["node", "enrol", "--invitation", post[0], "--output", post[1], "--json"]
    ).read(Request.self)
    try await run([
      "hub", "accept", post[1], "--home", hubHome, "--fingerprint", request.fingerprint,
      "--output", post[2],
    ])
    try await at(partnership, ["node", "enrol", "--reply", post[2]])
  }

  @discardableResult
  func synchronise(_ partnership: TestPartnership) async throws -> ProgramAnswer {
    try await at(partnership, ["sync", "run", "--json"])
  }

  /// Runs a command that must succeed at a partnership's node.
  @discardableResult
  func at(_ partnership: TestPartnership, _ words: [String]) async throws -> ProgramAnswer {
    try await run(words + ["--home", home(partnership)])
  }

  /// Runs a command that must succeed.
  @discardableResult
  func run(_ words: [String]) async throws -> ProgramAnswer {
    let answer = try await program.run(words)
    try #require(
      answer.status == 0, "iscan \(words.joined(separator: " ")): \(answer.errors)")
    return answer
  }

  /// Runs a command at a partnership's node, however it ends.
  func attempt(_ partnership: TestPartnership, _ words: [String]) async throws -> ProgramAnswer {
    try await program.run(words + ["--home", home(partnership), "--json"])
  }
}

import Foundation
import SyncProtocol
import Testing

@Suite("What is to be done where it is read, and not at another machine", .serialized)
struct WrongMachineTests {
  @Test("A node's command in a hub's folder, and the other way round")
  func homes() async throws {
    let region = try await TestRegion()
    try await region.initialise(.millbridge)
    let atHub: [[String]] = [
      ["sync", "run"],
      [
        "sync", "resolve", "MIL-T-0001", "--field", "due", "--value", "2022-11-20", "--comment", "",
      ],
    ]
    for words in atHub {
      let answer = try await region.program.run(words + ["--home", region.hubHome, "--json"])
      expect(answer, status: 1, code: "home-of-a-hub")
      #expect(answer.errors.contains("partnership's node"), "\(answer.errors)")
    }
    for words in [["hub", "members"], ["hub", "recover"]] {
      let answer = try await region.attempt(.millbridge, words)
      expect(answer, status: 1, code: "home-of-a-node")
    }
    let nowhere = try await region.program.run([
      "sync", "run", "--home", region.folder.path("nothing"), "--json",
    ])
    expect(nowhere, status: 1, code: "node-not-set-up")
  }

  @Test("Bundles: what to do with a request, and whom one's own is for")
  func bundles() async throws {
    let region = try await TestRegion()
    let stick = Stick(region: region)
    try await region.initialise(.millbridge)
    try await region.enrol(.millbridge)
    let welcome = try await stick.fromHub(to: .millbridge, "welcome")
    try await stick.intoNode(.millbridge, welcome)
    let request = try await region.at(
      .millbridge, ["sync", "export", "--request", "--output", stick.file("asks")])
    #expect(
      request.text.contains("There: iscan sync export --answer asks.iscan"), "\(request.text)")
    let own = try await region.attempt(.millbridge, ["sync", "inspect", stick.file("asks")])
    expect(own, status: 3, code: "bundle-for-others")
    #expect(own.errors.contains("sealed to HUB only"), "\(own.errors)")
    let atHub = try await region.program.run([
      "sync", "import", welcome, "--home", region.hubHome, "--json",
    ])
    expect(atHub, status: 3, code: "bundle-for-others")
    #expect(atHub.errors.contains("sealed to MIL only"), "\(atHub.errors)")
  }

  @Test("The regional office is not sent to the regional office")
  func regionalOffice() {
    for code in CloseCode.allCases {
      let words = code.remedy(atHubAbout: "MIL")
      #expect(!words.contains("the regional office"), "\(code.name): \(words)")
    }
    #expect(
      CloseCode.forkDetected.remedy(atHubAbout: "MIL").contains("iscan hub verdict accept MIL"))
  }
}

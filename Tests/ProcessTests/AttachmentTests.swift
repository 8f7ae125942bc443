import Foundation
import Testing

@Suite("Files of tasks, with the line")
struct AttachmentTests {
  private func write(_ content: Data, _ name: String, _ region: TestRegion) throws -> String {
    let path = region.folder.path(name)
    try content.write(to: URL(filePath: path))
    return path
  }

  @Test(
    "What waits is counted alike by the queue, by status, and by the bundle that takes it along")
  func counts() async throws {
    let region = try await TestRegion()
    let stick = Stick(region: region)
    try await region.whileServing { try await region.join([.millbridge]) }
    try await region.at(
      .millbridge, ["task", "new", "--title", "Close the gap", "--as", "analyst"])
    try await region.at(.millbridge, ["task", "share", "MIL-T-0001", "--as", "analyst"])
    // Three parts in a commit: the content takes two, its name one.
    let plan = try write(Data(repeating: 7, count: 60_000), "plan.bin", region)
    try await region.at(.millbridge, ["task", "attach", "MIL-T-0001", plan, "--as", "analyst"])
    try await region.at(
      .millbridge, ["task", "update", "MIL-T-0001", "--note", "x", "--as", "analyst"])
    struct Waiting: Decodable { let reference: String; let changes: Int; let reason: String }
    struct Status: Decodable { let waiting: Int; let waitingChanges: Int }
    struct Made: Decodable { let commits: Int }
    let queue = try await region.at(.millbridge, ["sync", "queue", "--json"]).read([Waiting].self)
    #expect(queue.map(\.reference) == ["MIL-T-0001"] && queue.map(\.changes) == [5])
    #expect(queue.first?.reason == "5 changes to it are not at the hub yet.")
    let status = try await region.attempt(.millbridge, ["sync", "status"]).read(Status.self)
    #expect((status.waiting, status.waitingChanges) == (1, 5))
    let text = try await region.at(.millbridge, ["sync", "status"]).text
    #expect(text.contains("Waiting       1 (5 changes)"), "\(text)")
    let made = try await region.at(
      .millbridge, ["sync", "export", "--output", stick.file("there"), "--json"]
    ).read(Made.self)
    #expect(made.commits == 5)
  }

  /// The largest file that may be attached, each of its parts another.
  private static let largest = Data(
    (0..<1_048_576).flatMap { number in
      withUnsafeBytes(of: UInt32(number).bigEndian) { Array($0) }
    })

  @Test("The largest comes whole; what is larger, empty or badly named is refused by name")
  func limits() async throws {
    let region = try await TestRegion()
    let largest = try write(Self.largest, "largest.bin", region)
    let tooLarge = try write(Self.largest + [0], "too-large.bin", region)
    let empty = try write(Data(), "empty.txt", region)
    let small = try write(Data("a plan".utf8), "plan.txt", region)
    try await region.whileServing {
      try await region.join([.millbridge])
      let task = try await region.at(
        .millbridge, ["task", "new", "--title", "Close the gap", "--as", "analyst", "--json"]
      ).read(ShownTask.self).reference
      func attach(_ path: String, _ more: [String] = [], as actor: String = "analyst") async throws
        -> String?
      {
        let answer = try await region.attempt(
          .millbridge, ["task", "attach", task, path, "--as", actor] + more)
        return answer.status == 0 ? nil : answer.errorCode
      }
      #expect(try await attach(small) == "attachment-task-not-shared")
      try await region.at(.millbridge, ["task", "share", task, "--as", "analyst"])
      #expect(try await attach(largest) == nil)
      #expect(try await attach(tooLarge) == "attachment-too-large")
      #expect(try await attach(empty) == "attachment-empty")
      #expect(try await attach(small, ["--name", "../plan"]) == "attachment-name-unusable")
      #expect(try await attach(small, ["--name", "largest.bin"]) == "attachment-name-taken")
      #expect(try await attach(small, as: "liaison-officer") == "role-not-permitted")
      #expect(try await attach(region.folder.path("none")) == "file-unreadable")
      try await region.synchronise(.millbridge)
      let copy = region.folder.path("copy.bin")
      let fetch = ["task", "attachment", task, "largest.bin", "--output", copy]
      try await region.run(fetch + ["--home", region.hubHome])
      #expect(try Data(contentsOf: URL(filePath: copy)) == Self.largest)
      let again = try await region.attempt(.millbridge, fetch)
      #expect(again.errorCode == "output-file-exists")
      let unknown = try await region.attempt(
        .millbridge, ["task", "attachment", task, "other", "--output", copy + "2"])
      #expect(unknown.errorCode == "attachment-unknown")
    }
  }
}

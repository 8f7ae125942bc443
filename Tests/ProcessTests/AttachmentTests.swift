import Foundation
import Testing

@Suite("Files of tasks, with the line")
struct AttachmentTests {
  private func write(_ content: Data, _ name: String, _ region: TestRegion) throws -> String {
    let path = region.folder.path(name)
    try content.write(to: URL(filePath: path))
    return path
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

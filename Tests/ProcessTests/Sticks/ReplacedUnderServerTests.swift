import Foundation
import Testing

@Suite("A database that is brought back while the server runs", .serialized)
struct ReplacedUnderServerTests {
  /// How a person might bring a backup back.
  enum Way: CaseIterable {
    /// Another file in the place of the first.
    case otherFile
    /// The backup's content in the same file, the journal taken away.
    case sameFile
  }

  @Test(
    "The server ends at once and says what happened; started again, it loses nothing of what was sent",
    arguments: Way.allCases)
  func ends(way: Way) async throws {
    let region = try await TestRegion()
    let home = region.home(.millbridge)
    try await region.whileServing {
      try await region.join([.millbridge, .upperFells])
      let task = try await region.at(
        .millbridge,
        ["task", "new", "--title", "Close quarry access", "--as", "analyst", "--json"]
      ).read(ShownTask.self).reference
      try await region.at(.millbridge, ["task", "share", task, "--as", "analyst"])
      try await region.synchronise(.millbridge)
      let backup = region.folder.path("backup.sqlite")
      try FileManager.default.copyItem(atPath: "\(home)/node.sqlite", toPath: backup)
      try await region.at(
        .millbridge, ["task", "update", task, "--note", "sent later", "--as", "analyst"])
      try await region.synchronise(.millbridge)
      let server = try region.program.start([
        "serve", "--home", home, "--page-port", "0", "--offline",
      ])
      _ = try await server.line(beginning: "Pages: ")
      try await Task.sleep(for: .seconds(2))
      try bringBack(backup, to: "\(home)/node.sqlite", way)
      for _ in 0..<50 where server.isRunning { try await Task.sleep(for: .milliseconds(200)) }
      #expect(!server.isRunning)
      #expect(server.printed.contains("(database-replaced)"), "\(server.printed)")
      await server.stop()
      for suffix in ["-wal", "-shm"] {
        try? FileManager.default.removeItem(atPath: "\(home)/node.sqlite\(suffix)")
      }
      try await region.synchronise(.millbridge)
      try await region.synchronise(.millbridge)
      #expect(
        try await region.task(task, at: .millbridge).journal.map(\.text) == ["sent later"])
      #expect(
        try await region.at(.millbridge, ["node", "doctor"]).text.contains("Nothing is wrong"))
    }
  }

  private func bringBack(_ backup: String, to database: String, _ way: Way) throws {
    let content = try Data(contentsOf: URL(filePath: backup))
    for suffix in ["-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: database + suffix)
    }
    if way == .otherFile { try FileManager.default.removeItem(atPath: database) }
    if !FileManager.default.fileExists(atPath: database) {
      return try content.write(to: URL(filePath: database))
    }
    let file = try FileHandle(forWritingTo: URL(filePath: database))
    try file.truncate(atOffset: 0)
    try file.write(contentsOf: content)
    try file.close()
  }
}

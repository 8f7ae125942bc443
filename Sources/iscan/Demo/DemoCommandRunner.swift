import Foundation
import PartnershipRecords

/// Runs this same program as other processes, as the demonstration's people would type it.
struct DemoCommandRunner: Sendable {
  /// The program itself: the demonstration never depends on what lies on the PATH.
  let program: URL

  init() {
    let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    program = URL(filePath: own ?? CommandLine.arguments[0])
  }

  /// Runs one command to its end.
  ///
  /// - Parameters:
  ///   - words: The arguments after `iscan`.
  ///   - accepted: Exit codes that are not a failure.
  /// - Returns: What it printed.
  /// - Throws: ``DemoError/commandFailed(_:_:)`` with the command and its last words.
  @discardableResult
  func run(_ words: [String], accepting accepted: Set<Int32> = [0, 2]) throws -> String {
    let process = Process()
    process.executableURL = program
    process.arguments = words
    process.standardInput = FileHandle.nullDevice
    let output = Pipe()
    let errorFile = FileManager.default.temporaryDirectory
      .appending(path: "iscan-demo-\(UUID().uuidString)")
    try Data().write(to: errorFile)
    defer { try? FileManager.default.removeItem(at: errorFile) }
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
    let printed = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard accepted.contains(process.terminationStatus) else {
      let complaint = (try? String(contentsOf: errorFile, encoding: .utf8)) ?? ""
      throw DemoError.commandFailed(
        "iscan " + words.joined(separator: " "),
        complaint.trimmingCharacters(in: .whitespacesAndNewlines))
    }
    return String(decoding: printed, as: UTF8.self)
  }

  /// Runs a command with `--json` and reads its answer.
  func read<Answer: Decodable>(_ type: Answer.Type, _ words: [String]) throws -> Answer {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try decoder.decode(type, from: Data(try run(words + ["--json"]).utf8))
  }

  /// Starts a command that goes on after this program has ended.
  func start(_ words: [String], name: String, log: URL) throws -> DemoProcess {
    try Data().write(to: log)
    let process = Process()
    process.executableURL = program
    process.arguments = words
    process.standardInput = FileHandle.nullDevice
    let handle = try FileHandle(forWritingTo: log)
    process.standardOutput = handle
    process.standardError = handle
    try process.run()
    let identifier = process.processIdentifier
    guard let commandLine = Self.commandLineOnceStarted(identifier) else {
      throw DemoError.commandFailed("iscan " + words.joined(separator: " "), "It ended at once.")
    }
    return DemoProcess(name: name, identifier: identifier, commandLine: commandLine)
  }

  /// Right after a fork the kernel still shows the parent's words; waits until they are its own.
  private static func commandLineOnceStarted(_ identifier: Int32) -> String? {
    for _ in 0..<100 {
      if let words = DemoProcess.commandLine(of: identifier), words.contains(" serve ") {
        return words
      }
      usleep(10_000)
    }
    return nil
  }
}

/// What can go wrong while the demonstration is brought up.
enum DemoError: RemediedError {
  case commandFailed(String, String)
  case dataFolderUnreadable(String)
  case portTaken(Int)
  case notStarted(String)
  case otherData(folder: String, known: String)

  var code: String {
    switch self {
    case .commandFailed: "demo-command-failed"
    case .dataFolderUnreadable: "demo-data-unreadable"
    case .portTaken: "demo-port-taken"
    case .notStarted: "demo-not-started"
    case .otherData: "demo-other-data"
    }
  }

  var detail: String {
    switch self {
    case .commandFailed(let command, let complaint): "`\(command)` failed: \(complaint)"
    case .dataFolderUnreadable(let path):
      "There is no folder `police` with street files under \(path)."
    case .portTaken(let port): "Port \(port) on 127.0.0.1 is in use by another program."
    case .notStarted(let name): "\(name) did not answer within 30 seconds."
    case .otherData(let folder, let known):
      "The demonstration in \(folder) was brought up on the data in \(known)."
    }
  }

  var remedy: String {
    switch self {
    case .commandFailed: "Run that command by hand to see it again, then `Scripts/demo`."
    case .dataFolderUnreadable: "Give the folder that holds `police`, or none for made-up data."
    case .portTaken: "End that program, or `Scripts/demo stop` if it is an older demonstration."
    case .notStarted: "Read its log in the demonstration's folder `logs`."
    case .otherData:
      "Give the same data, or another place with --folder; or stop it and remove its folder."
    }
  }
}

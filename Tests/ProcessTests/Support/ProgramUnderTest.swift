import Foundation
import Synchronization
import Testing

/// The built `iscan`, run as a process of its own the way a person or a script would run it.
struct ProgramUnderTest: Sendable {
  /// Why a process test cannot go on.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  private let program: URL
  private let scratch: ScratchFolder

  /// Finds the program beside the test bundle in the build folder.
  ///
  /// - Throws: ``Failure`` if it has not been built.
  init() throws {
    let bundle = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    program = URL(filePath: bundle).deletingLastPathComponent().appending(path: "iscan")
    guard FileManager.default.isExecutableFile(atPath: program.path) else {
      throw Failure(description: "There is no program at \(program.path): build it first.")
    }
    scratch = try ScratchFolder()
  }

  /// Runs a command to its end, at most a minute.
  ///
  /// Output goes to files: a pipe's other end would be held open by whatever else is started
  /// meanwhile.
  func run(_ words: [String]) async throws -> ProgramAnswer {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try runAndWait(words) }) }
    }
  }

  private func runAndWait(_ words: [String]) throws -> ProgramAnswer {
    let name = UUID().uuidString
    let (output, errors) = (
      scratch.url.appending(path: name), scratch.url.appending(path: name + "-e")
    )
    let process = try start(words, output: output, errors: errors)
    let deadline = ContinuousClock.now + .seconds(60)
    while process.isRunning, ContinuousClock.now < deadline { usleep(2_000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    return ProgramAnswer(
      words: words, status: process.terminationStatus, output: try Data(contentsOf: output),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }

  /// Starts a command that goes on until it is ended.
  ///
  /// - Parameters:
  ///   - words: The command.
  ///   - descriptors: How many files and connections it may have open; `nil`: what this test may.
  /// - Returns: What runs.
  /// - Throws: If it cannot be started.
  func start(_ words: [String], descriptors: Int? = nil) throws -> RunningProgram {
    let output = scratch.url.appending(path: UUID().uuidString)
    let process = try start(words, output: output, errors: output, descriptors: descriptors)
    return RunningProgram(process, output: output)
  }

  /// Runs the program with an output that cannot take what it prints.
  func run(_ words: [String], into output: FileHandle) async throws -> ProgramAnswer {
    let errors = scratch.url.appending(path: UUID().uuidString)
    try Data().write(to: errors)
    let process = Process()
    process.executableURL = program
    process.arguments = words
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let deadline = ContinuousClock.now + .seconds(60)
    while process.isRunning, ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(10))
    }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    return ProgramAnswer(
      words: words, status: process.terminationStatus, output: Data(),
      errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
  }

  private func start(
    _ words: [String], output: URL, errors: URL, descriptors: Int? = nil
  ) throws -> Process {
    for file in [output, errors] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = program
    process.arguments = words
    if let descriptors {
      process.executableURL = URL(filePath: "/bin/sh")
      process.arguments =
        ["-c", "ulimit -n \(descriptors); exec \"$0\" \"$@\"", program.path] + words
    }
    process.environment = ProcessInfo.processInfo.environment.filter {
      // What a developer has set must not decide a test.
      !["ISCAN_HOME", "ISCAN_AS"].contains($0.key)
    }
    process.standardInput = FileHandle.nullDevice
    let handle = try FileHandle(forWritingTo: output)
    process.standardOutput = handle
    process.standardError = output == errors ? handle : try FileHandle(forWritingTo: errors)
    try process.run()
    return process
  }
}

/// What a command printed, and how it ended.
struct ProgramAnswer: Sendable {
  let words: [String]
  let status: Int32
  let output: Data
  let errors: String

  var text: String { String(decoding: output, as: UTF8.self) }

  /// Reads what was printed as JSON.
  func read<Answer: Decodable>(_ type: Answer.Type) throws -> Answer {
    try Self.decoder.decode(type, from: output)
  }

  /// The stable code of the error that was told as JSON; `nil` if none was.
  var errorCode: String? {
    (try? Self.decoder.decode([String: String].self, from: Data(errors.utf8)))?["code"]
  }

  private static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return decoder
  }
}

/// A server that a test started; it alone is ended, never another of the same name.
final class RunningProgram: Sendable {
  private let process: Mutex<Process>
  private let output: URL

  fileprivate init(_ process: sending Process, output: URL) {
    self.process = Mutex(process)
    self.output = output
  }

  deinit { process.withLock { if $0.isRunning { kill($0.processIdentifier, SIGKILL) } } }

  var printed: String { (try? String(contentsOf: output, encoding: .utf8)) ?? "" }

  /// The rest of the first line that begins with `words`; waits for it at most 20 seconds.
  func line(beginning words: String) async throws -> String {
    for _ in 0..<400 {
      // The last part may still be half a line.
      let lines = printed.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      if let line = lines.first(where: { $0.hasPrefix(words) }) {
        return String(line.dropFirst(words.count))
      }
      guard isRunning else { break }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw ProgramUnderTest.Failure(description: "No line \"\(words)\" in: \(printed)")
  }

  var isRunning: Bool { process.withLock { $0.isRunning } }

  /// Ends it at once, as a loss of power would.
  func endAtOnce() {
    process.withLock { if $0.isRunning { kill($0.processIdentifier, SIGKILL) } }
  }

  /// Asks it to end, and waits; after ten seconds it is ended.
  func stop() async {
    process.withLock { $0.terminate() }
    for _ in 0..<200 where isRunning { try? await Task.sleep(for: .milliseconds(50)) }
    process.withLock { if $0.isRunning { kill($0.processIdentifier, SIGKILL) } }
  }
}

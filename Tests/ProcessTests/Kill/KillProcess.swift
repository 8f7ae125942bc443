import Foundation

/// A process of the built `iscan` that may be ended at any moment.
///
/// Not Foundation's `Process`: a kill must follow a decision within a fraction of a millisecond, and
/// how a process ended must be known without a run loop.
final class KillProcess {
  enum Ending: Equatable {
    case exited(Int32)
    case killed
  }

  let identifier: pid_t
  let started = ContinuousClock.now
  private let output: String
  private let errors: String
  private var ending: Ending?

  /// Starts a command.
  ///
  /// - Parameters:
  ///   - program: The built `iscan`.
  ///   - words: Its arguments.
  ///   - output: The file for what it prints; its errors go beside it.
  /// - Throws: ``KillFault`` if the system refuses.
  init(_ program: String, _ words: [String], output: String) throws {
    self.output = output
    errors = output + ".err"
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    let flags = O_WRONLY | O_CREAT | O_TRUNC
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, flags, 0o600)
    posix_spawn_file_actions_addopen(&actions, 2, errors, flags, 0o600)
    var arguments = ([program] + words).map { strdup($0) } + [nil]
    defer { for argument in arguments { free(argument) } }
    var child: pid_t = 0
    let status = posix_spawn(&child, program, &actions, nil, &arguments, environ)
    guard status == 0 else { throw KillFault("\(program) does not start: error \(status)") }
    identifier = child
  }

  deinit { end() }

  /// How it has ended; `nil` while it runs.
  func poll() -> Ending? {
    if ending == nil {
      var status: Int32 = 0
      guard waitpid(identifier, &status, WNOHANG) == identifier else { return nil }
      ending = status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .killed
    }
    return ending
  }

  /// Waits for its own end, at most a minute.
  func wait() throws -> Ending {
    for _ in 0..<60_000 {
      if let ending = poll() { return ending }
      usleep(1_000)
    }
    end()
    throw KillFault("a command did not end within a minute")
  }

  /// Kills it, unless it has ended by itself.
  ///
  /// - Returns: How it ended.
  @discardableResult
  func end() -> Ending {
    while true {
      if let ending = poll() { return ending }
      // Still this very process: its number is not given away before it was waited for.
      kill(identifier, SIGKILL)
      usleep(200)
    }
  }

  /// Whether it holds the write lock of a database at this moment, so that a kill now hits it in the
  /// middle of a transaction.
  ///
  /// SQLite locks byte 120 of the shared-memory file for as long as a write transaction lasts;
  /// see "The SQLite WAL-Index", section 2.3.
  var isWriting: Bool {
    guard let locks = FileManager.default.contents(atPath: "/proc/locks") else { return false }
    return String(decoding: locks, as: UTF8.self).split(separator: "\n").contains {
      $0.contains(" WRITE \(identifier) ") && $0.hasSuffix(" 120 120")
    }
  }

  var printed: Data { FileManager.default.contents(atPath: output) ?? Data() }

  var complaint: String {
    String(decoding: FileManager.default.contents(atPath: errors) ?? Data(), as: UTF8.self)
  }
}

/// Something that the story of a kill did not expect.
struct KillFault: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

import ArgumentParser
import BusinessCycle
import Foundation
import HubService
import NodeService
import PartnershipRecords

/// Which node or hub a command works on.
struct HomeOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "The folder of the node or hub. Default: ISCAN_HOME, or the folder iscan in your home.")
  var home: String?

  var folder: URL {
    let environment = ProcessInfo.processInfo.environment
    if let path = home ?? environment["ISCAN_HOME"] { return URL(filePath: path) }
    return URL(filePath: environment["HOME"] ?? ".").appending(path: "iscan")
  }

  /// The node, having said what a person must know, unless that is what the command answers.
  func node(warns: Bool = true) throws -> NodeService {
    guard !isHub else { throw CommandError.homeOfAHub(folder.path) }
    let node = try NodeService(home: NodeHome(folder))
    if warns { warn(try node.recoveries().flatMap(\.sentences)) }
    return node
  }

  /// The hub, in the same way.
  func hub(warns: Bool = true) throws -> HubService {
    guard isHub || !isNode else { throw CommandError.homeOfANode(folder.path) }
    let hub = try HubService(home: HubHome(folder))
    if warns { warn(try hub.recovery().sentences + hub.openForks().flatMap(\.sentences)) }
    return hub
  }

  /// Says on the error stream what a person must know whatever the command was; programs find the
  /// same in `iscan sync status --json` and `iscan hub recover --json`.
  private func warn(_ sentences: [String]) {
    guard !sentences.isEmpty, !CommandLine.arguments.contains("--json") else { return }
    let text = sentences.map { $0.inOneLine + "\n" }.joined()
    FileHandle.standardError.write(Data(text.utf8))
  }

  var isHub: Bool { HubHome(folder).isHub }

  var isNode: Bool { NodeHome(folder).isNode }
}

/// Who acts.
struct ActorOptions: ParsableArguments {
  @Option(
    name: .customLong("as"),
    help: "Who does it: a handle of iscan person list. Default: ISCAN_AS, or the only one who may.")
  var handle: String?

  private var named: String? { handle ?? ProcessInfo.processInfo.environment["ISCAN_AS"] }

  /// The person named, who must have the right; or the only one who has it.
  func actor(of node: NodeService, to action: CycleAction, _ object: CycleObject) throws -> Actor {
    try node.actor(as: named, to: action, object)
  }

  /// The person named, whatever their rights, which are looked at later; or the only one who has
  /// the right.
  func person(of node: NodeService, for action: CycleAction, _ object: CycleObject) throws -> Actor
  {
    try named.map(node.person) ?? node.actor(as: nil, to: action, object)
  }
}

/// Prints to the error stream what a person may want to know and a pipe does not.
func tell(_ text: String) {
  guard isatty(STDERR_FILENO) == 1 else { return }
  FileHandle.standardError.write(Data((text + "\n").utf8))
}

/// Reads a file that was named on the command line.
func content(of path: String) throws -> Data {
  guard let data = FileManager.default.contents(atPath: path) else {
    throw NodeServiceError.fileUnreadable(path)
  }
  return data
}

/// Writes a file that was asked for; it may hold a secret, so only its owner may read it.
func write(_ data: Data, to path: String) throws {
  try OutputFile(path).finish(with: data)
}

/// What is wrong with a command's own words.
enum CommandError: RemediedError {
  case fileExists(String)
  case fileNotWritten(String, reason: String)
  case outputNotWritten(reason: String)
  case replyNotWritten(String, reason: String, member: String)
  case fieldUnknown(String)
  case valueUnreadable(field: String, expected: String)
  case notInteractive(String)
  case notConfirmed([String])
  case portTaken(Int)
  case homeOfAHub(String)
  case homeOfANode(String)

  var code: String {
    switch self {
    case .fileExists: "output-file-exists"
    case .fileNotWritten: "output-file-not-written"
    case .outputNotWritten: "output-not-written"
    case .replyNotWritten: "enrolment-reply-not-written"
    case .fieldUnknown: "task-field-unknown"
    case .valueUnreadable: "task-value-unreadable"
    case .notInteractive, .notConfirmed: "answer-needed"
    case .portTaken: "port-taken"
    case .homeOfAHub: "home-of-a-hub"
    case .homeOfANode: "home-of-a-node"
    }
  }

  var detail: String {
    switch self {
    case .fileExists(let path): "There is a file \(path) already; it was left alone."
    case .outputNotWritten(let reason): "The answer cannot be written: \(reason)."
    case .fileNotWritten(let path, let reason): "The file \(path) cannot be written: \(reason)."
    case .replyNotWritten(let path, let reason, let member):
      "\(member) is a member now, but its reply could not be written to \(path): \(reason)."
    case .fieldUnknown(let name): "A task has no field \"\(name)\"."
    case .valueUnreadable(let field, let expected):
      "The value given for \(field) is not \(expected)."
    case .notInteractive(let question): "An answer is needed: \(question)"
    case .notConfirmed(let consequences):
      (consequences + [
        "This cannot be undone, and there is no terminal to ask at: nothing was done."
      ])
      .joined(separator: "\n       ")
    case .homeOfAHub(let path):
      "\(path) is the folder of a hub; this is done at a partnership's node."
    case .homeOfANode(let path):
      "\(path) is the folder of a partnership's node; this is done at the hub."
    case .portTaken(let port): "Port \(port) of this machine is in use by another program."
    }
  }

  var remedy: String {
    switch self {
    case .fileExists: "Name another file with --output."
    case .fileNotWritten:
      "Check that the folder is there, has room and may be written to; or name another with --output."
    case .outputNotWritten:
      "What the command changed stays changed. Make room, or send its output elsewhere, and look again."
    case .replyNotWritten:
      "Make room or name another file with --output, and run the command again: the same request gets"
        + " its reply again."
    case .fieldUnknown:
      "The fields are " + TaskField.named.map(\.name).joined(separator: ", ") + "."
    case .valueUnreadable: "Give it in that form."
    case .notConfirmed: "To do it, give --yes; --dry-run says only what would be done."
    case .notInteractive: "Give the answer as an option; see --help."
    case .homeOfAHub:
      "Run it on the partnership's machine, or name its node's folder with --home; nothing was changed."
    case .homeOfANode:
      "Run it on the regional office's machine, or name the hub's folder with --home; nothing was"
        + " changed."
    case .portTaken: "End that program, or choose another with --page-port or --sync-port."
    }
  }
}

import HubService
import NodeService
import PartnershipRecords
import ReplicaStore
import SyncProtocol

/// How an exchange with the hub ended, in a sentence.
enum SyncWords {
  /// How the last exchange with a member ended; `nil` if there was none.
  static func lastExchange(_ standing: MemberStanding) -> String? {
    standing.lastOutcome.map { ended($0, standing.lastCode) }
  }

  /// How an exchange with a member, or with the hub above, ended, in a few words.
  static func ended(_ outcome: String, _ recorded: String?) -> String {
    let code = recorded.map { " (\($0))" } ?? ""
    let recorded = recorded.flatMap(CloseCode.init(recorded:))
    return switch outcome {
    case "refused" where recorded?.leavesLogOut == true,
      "refused-by-peer" where recorded?.leavesLogOut == true:
      "a log was left out\(code)"
    case "finished": "finished\(code)"
    case "stopped" where isOwnStop(code): "the hub stopped in order\(code)"
    case "stopped": "it stopped in order\(code)"
    case "incomplete": "a bundle of its builds on what is missing here\(code)"
    case "refused": "the hub refused it\(code)"
    case "refused-by-peer": "it refused the hub\(code)"
    default: "cut off\(code)"
    }
  }

  /// Whether the program that ended in order was this machine's.
  private static func isOwnStop(_ code: String) -> Bool { !code.contains("refused") }

  /// How a node's last exchange ended, or that it goes on; over a line or by a bundle.
  static func lastOutcome(of node: NodeService) throws -> String {
    if let line = node.openLine() { return "It has not ended. \(passed(over: line))" }
    return try node.sessions(limit: 1).first.map(outcome) ?? "There has been no attempt yet."
  }

  /// What has passed over a line that is open, and when something last did.
  static func passed(over line: OpenLine) -> String {
    guard let last = line.lastPassed else { return "Nothing has come or gone since." }
    return "\(changes(line.commitsSent)) sent, \(line.commitsReceived) received so far; something "
      + "last came or went on \(plain(last))."
  }

  static func outcome(_ session: SessionRecord) -> String {
    let reason = session.detail ?? ""
    let code = session.code.map { " (\($0))" } ?? ""
    return switch session.outcome {
    case _ where session.turnedAway != nil: "The hub refused\(code). \(reason)"
    case "finished" where session.isBundle:
      "A bundle was taken in: \(changes(session.commitsReceived)) received."
    case "finished":
      "It was finished: \(changes(session.commitsSent)) sent, \(session.commitsReceived) received."
    case "stopped":
      "\(isOwnStop(code) ? "This node" : "The hub") stopped in order\(code); nothing is lost. "
        + "\(changes(session.commitsSent)) sent, \(session.commitsReceived) received until then."
    case "incomplete": "A bundle builds on what is missing here\(code). \(reason)"
    case "refused" where session.isBundle: "A bundle was not taken in\(code). \(reason)"
    case "refused": "This node refused to go on\(code). \(reason)"
    case "refused-by-peer": "The hub refused\(code). \(reason)"
    default: "It was cut off\(code); nothing that had arrived is lost. \(reason)"
    }
  }
}

/// `1 parallel update waits for a decision`, as the pages say it.
func parallelUpdates(_ number: Int) -> String {
  counted(
    number, "parallel update waits for a decision", "parallel updates wait for a decision")
}

/// A number of changes, in words that fit one as well.
func changes(_ number: some BinaryInteger) -> String { counted(number, "change", "changes") }

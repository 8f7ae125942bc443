import ReplicaStore

/// How an exchange with the hub ended, in a sentence.
enum SyncWords {
  static func outcome(_ session: SessionRecord) -> String {
    let reason = session.detail ?? ""
    let code = session.code.map { " (\($0))" } ?? ""
    return switch session.outcome {
    case "finished":
      "It was finished: \(session.commitsSent) changes sent, \(session.commitsReceived) received."
    case "refused": "This node refused to go on\(code). \(reason)"
    case "refused-by-peer": "The hub refused\(code). \(reason)"
    default: "It was cut off\(code); nothing that had arrived is lost. \(reason)"
    }
  }
}

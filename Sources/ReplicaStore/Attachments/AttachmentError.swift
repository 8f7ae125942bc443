public import PartnershipRecords

/// What is wrong with an attachment. Its words name none: a name is content.
public enum AttachmentError: RemediedError, Hashable {
  case tooLarge(byteCount: Int)
  case empty
  case nameUnusable
  case nameTaken(task: String)
  case taskNotShared(String)
  case unknown(task: String)
  /// Not all of it has come yet.
  case incomplete(task: String)
  /// What came is not what was attached.
  case damaged(task: String)

  public var code: String {
    switch self {
    case .tooLarge: "attachment-too-large"
    case .empty: "attachment-empty"
    case .nameUnusable: "attachment-name-unusable"
    case .nameTaken: "attachment-name-taken"
    case .taskNotShared: "attachment-task-not-shared"
    case .unknown: "attachment-unknown"
    case .incomplete: "attachment-incomplete"
    case .damaged: "attachment-damaged"
    }
  }

  public var detail: String {
    switch self {
    case .tooLarge(let byteCount):
      "The file has \(byteCount) bytes; an attachment has at most \(SharedAttachment.bytesMax)."
    case .empty: "The file is empty."
    case .nameUnusable:
      "An attachment's name has 1 to \(TaskAttachment.nameBytesMax) bytes, no slash and no character "
        + "that is not shown."
    case .nameTaken(let task): "\(task) has an attachment of that name already."
    case .taskNotShared(let task):
      "\(task) is only on this machine; it can have no attachments yet."
    case .unknown(let task): "\(task) has no attachment of that name."
    case .incomplete(let task):
      "Not all of this attachment of \(task) has come to this machine yet."
    case .damaged(let task):
      "What came of this attachment of \(task) is not what was attached: its digest is another one."
    }
  }

  public var remedy: String {
    switch self {
    case .tooLarge: "Make it smaller, or attach it in several files."
    case .empty: "Give another file."
    case .nameUnusable, .nameTaken: "Give another name with --name."
    case .taskNotShared(let task): "Share it first: iscan task share \(task)."
    case .unknown(let task): "See iscan task attachments \(task)."
    case .incomplete: "Run iscan sync run, or take in the next bundle, and try again."
    case .damaged: "Ask the partnership that attached it to attach it again under another name."
    }
  }
}

public import PartnershipRecords

/// Why a page does not give what was asked; services throw these too.
public enum PageRefusal: RemediedError, Equatable {
  /// There is nothing of that name, such as "task GAT-T-0042".
  case notFound(what: String)
  /// Several tasks have that reference.
  case severalNamed(String, names: [String])
  /// The person's role does not allow it, such as "approve a release"; `allowed` says whose does,
  /// such as "the liaison officer".
  case notAllowed(action: String, allowed: String)
  /// The address or form holds a value that cannot be read, such as the field "when".
  case unreadable(field: String, expected: String)
  /// The form is too old, or comes from another page.
  case formNotOurs
  /// The request names a host that is not this machine.
  case unknownHost
  /// Too many wrong passphrases.
  case tooManyAttempts(minutes: Int)
  /// The state on the screen is not the latest, and the change would lose something.
  case outOfDate(what: String)
  /// The form is larger than any of ours.
  case formTooLarge

  public var code: String {
    switch self {
    case .notFound: "page-not-found"
    case .severalNamed: "task-reference-ambiguous"
    case .notAllowed: "page-not-allowed"
    case .unreadable: "page-value-unreadable"
    case .formNotOurs: "page-form-not-ours"
    case .unknownHost: "page-unknown-host"
    case .tooManyAttempts: "page-too-many-attempts"
    case .outOfDate: "page-out-of-date"
    case .formTooLarge: "page-form-too-large"
    }
  }

  public var detail: String {
    switch self {
    case .notFound(let what): "There is no \(what) here."
    case .severalNamed(let reference, let names):
      "\(names.count) tasks are called \(reference): \(names.joined(separator: ", "))."
    case .notAllowed(let action, let allowed):
      "Your role may not \(action). Only \(allowed) may."
    case .unreadable(let field, let expected):
      "The value of '\(field)' could not be read: \(expected) was expected."
    case .formNotOurs:
      "The form was not sent from a page of your present session, so nothing was changed."
    case .unknownHost: "The request was addressed to a name that is not this machine's."
    case .tooManyAttempts(let minutes):
      "There were too many wrong passphrases for this name. It is refused for "
        + "\(minutes == 1 ? "a minute" : "\(minutes) minutes")."
    case .outOfDate(let what):
      "Somebody changed \(what) after you opened the page, so nothing was changed by you."
    case .formTooLarge: "The form holds more text than can be taken, so nothing was changed."
    }
  }

  public var remedy: String {
    switch self {
    case .notFound: "Check the address, or start from the home page."
    case .severalNamed: "Open the one you mean from the list of tasks, where both stand."
    case .notAllowed: "Ask them, or sign in as somebody who may."
    case .unreadable: "Go back, correct the value and send the form again."
    case .formNotOurs: "Go back, load the page again and send the form from there."
    case .unknownHost: "Open the pages at the address that the program printed when it started."
    case .tooManyAttempts: "Wait, then try again; ask the administrator if the name is right."
    case .outOfDate: "Open the page again, look at what changed, then make your change."
    case .formTooLarge: "Go back, shorten the text and send the form again."
    }
  }
}

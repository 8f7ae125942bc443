public import PartnershipRecords

/// What kept the pages from being served.
public enum WebPagesError: RemediedError, Equatable {
  /// The host is not this machine's own.
  case notLoopback(host: String)
  /// A template or style sheet that belongs to the program is missing or cannot be read.
  case resourceMissing(name: String)

  public var code: String {
    switch self {
    case .notLoopback: "web-not-loopback"
    case .resourceMissing: "web-resource-missing"
    }
  }

  public var detail: String {
    switch self {
    case .notLoopback(let host):
      "The pages were to be served at '\(host)', but they are not encrypted and are for this "
        + "machine only."
    case .resourceMissing(let name):
      "The file '\(name)', which belongs to the program, is missing or cannot be read."
    }
  }

  public var remedy: String {
    switch self {
    case .notLoopback: "Use the host 127.0.0.1, or leave the host out."
    case .resourceMissing: "Install the program again, with the folder that stands beside it."
    }
  }
}

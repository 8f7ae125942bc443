import Foundation
import PartnershipRecords

/// Where a demonstration keeps its hub, its nodes and their process numbers.
struct DemoLayout: Sendable {
  let folder: URL

  static let hubSyncPort = 7400
  static let hubPagePort = 7480
  static let firstNodePagePort = 7501

  var hubHome: URL { folder.appending(path: "hub") }
  var generatedData: URL { folder.appending(path: "made-up-region") }
  var processFile: URL { folder.appending(path: "processes.json") }
  var logFolder: URL { folder.appending(path: "logs") }
  var accountFile: URL { folder.appending(path: "account.json") }

  func nodeHome(_ partnership: DemoPartnership) -> URL {
    folder.appending(path: "nodes/\(partnership.reference)")
  }

  func log(_ name: String) -> URL { logFolder.appending(path: "\(name).log") }
}

/// One partnership of the demonstration, and which police force's files it is given.
struct DemoPartnership: Sendable, Codable {
  let name: String
  let reference: String
  let district: String
  let force: String
}

/// A process that the demonstration started, so that `stop` ends it and nothing else.
struct DemoProcess: Codable, Sendable {
  let name: String
  let identifier: Int32
  /// The command line as the kernel shows it: a number alone may have been given to another since.
  let commandLine: String

  /// Whether the very process that was started still runs.
  var isRunning: Bool {
    Self.commandLine(of: identifier) == commandLine
  }

  /// The words of a running process; `nil` if there is none of that number.
  static func commandLine(of identifier: Int32) -> String? {
    guard let bytes = FileManager.default.contents(atPath: "/proc/\(identifier)/cmdline"),
      !bytes.isEmpty
    else { return nil }
    return String(decoding: bytes.map { $0 == 0 ? 32 : $0 }, as: UTF8.self)
  }
}

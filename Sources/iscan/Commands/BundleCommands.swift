import ArgumentParser
import Foundation
import HubService
import NodeService
import PartnershipRecords
import SyncProtocol
import SyncTransport

struct SyncExport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a bundle file to carry by hand, at a node or at the hub.",
    discussion: """
      The file is encrypted to those whom it is for, and signed. It holds what they are not known to \
      hold: what a receipt, or an earlier bundle of theirs, has told. A file that is there already is \
      never replaced.

      This machine notes the name of the bundle and whom it was made for, so that it knows the file \
      again if it is brought back here, and how far its own log has been given out. A node also puts \
      approved releases into its log, since they leave with the bundle. What others are taken to hold is \
      not changed by it: that only their word does, a receipt or a bundle of theirs.

        iscan sync export --output /media/stick/to-hub.iscan
        iscan sync export --to HPL --output hartlepool.iscan     # at the hub
        iscan sync export --to HUB --output upwards.iscan        # to the hub above
        iscan sync export --request --output request.iscan
        iscan sync export --answer request.iscan --output answer.iscan

      Exit codes: 0 written; 2 written, and something that was shared is not in it since the hub has not \
      admitted this node's log yet; 1 the file cannot be written; 3 refused, such as an unknown recipient.
      """)

  @OptionGroup var home: HomeOptions
  @Option(help: "Such as GAT; repeat for several. HUB, the default at a node, is the hub above.")
  var to: [String] = []
  @Flag(help: "Only say where this machine stands, so that an answer can begin there.")
  var request = false
  @Flag(help: "Only say what this machine holds.")
  var receipt = false
  @Option(help: "Answer this bundle: go to its maker, and begin where it stands.")
  var answer: String?
  @Flag(help: "Begin at the very beginning, whatever the recipients are known to hold.")
  var everything = false
  @Option(help: "Where to write the file; nothing may be there yet.") var output: String
  @OptionGroup var form: OutputOptions

  func validate() throws {
    if request && receipt { throw ValidationError("Give --request or --receipt, not both.") }
    if answer != nil && (everything || request || receipt) {
      throw ValidationError("--answer goes with --to and --output only.")
    }
    if home.isHub, to.isEmpty, answer == nil {
      throw ValidationError(
        "At the hub say whom the bundle is for: --to GAT, or --to HUB for the hub above.")
    }
  }

  func run() async throws {
    guard !FileManager.default.fileExists(atPath: output) else {
      throw CommandError.fileExists(output)
    }
    let purpose: BundlePurpose = request ? .request : receipt ? .receipt : .changes
    let made =
      try await home.isHub
      ? home.hub().makeBundle(
        purpose, for: to, answering: answer, everything: everything, at: output)
      : home.node().makeBundle(
        purpose, for: to, answering: answer, everything: everything, at: output)
    try form.show(made) {
      var lines = [
        "\(output): \(content(made)) in "
          + made.scopes.map { "\"\($0)\"" }.joined(separator: ", ")
          + ", \(counted(made.bytes, "byte", "bytes")), for \(made.recipients.joined(separator: ", ")) only."
      ]
      if !made.scopesLeftOut.isEmpty {
        lines.append(
          "Left out, since not all of them may have it: "
            + made.scopesLeftOut.joined(separator: ", ") + ". Make one bundle for each.")
      }
      lines += made.notIncluded.map(\.inOneLine)
      let file = URL(filePath: output).lastPathComponent
      lines.append(
        request
          ? "There: iscan sync export --answer \(file) --output …"
          : "There: iscan sync import \(file)")
      return lines.joined(separator: "\n")
    }
    if !made.notIncluded.isEmpty { throw ExitStatus.setAside }
  }

  /// What the file says.
  private func content(_ made: BundleMade) -> String {
    if request { return "where this machine stands, for an answer to begin there," }
    if receipt { return "a receipt for what this machine holds" }
    return "\(changes(made.commits)) and "
      + "\(counted(made.controlRecords, "decision", "decisions")) of the hub"
  }
}

struct SyncImport: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take a bundle file in, at a node or at the hub.",
    discussion: """
      The whole file is checked before anything of it is taken in. Taking it in twice, or an old one \
      after a newer one, changes nothing; one that was broken off is simply taken in again.

        iscan sync import /media/stick/to-hartlepool.iscan

      Exit codes: 0 taken in; 2 taken in, and something is missing first or was left out; 1 the file \
      cannot be read; 3 refused: damaged, forged, for others, or from somebody unknown or revoked.
      """)

  @OptionGroup var home: HomeOptions
  @Argument(help: "The bundle's file.") var file: String
  @OptionGroup var form: OutputOptions

  func run() async throws {
    let shown = ProgressLine("Taking in")
    let report =
      try await home.isHub
      ? home.hub().takeInBundle(file) { shown.show($0) }
      : home.node().takeInBundle(file) { shown.show($0) }
    shown.end()
    let isHub = home.isHub
    let name = URL(filePath: file).lastPathComponent
    try form.show(report) { Self.text(report, of: name, isHub: isHub) }
    if !report.missing.isEmpty || !report.notices.isEmpty { throw ExitStatus.setAside }
  }

  private static func text(_ report: BundleReport, of file: String, isHub: Bool) -> String {
    var lines = [
      "From \(report.from), made \(plain(report.madeAt)). New here: \(changes(report.commitsReceived)) and "
        + "\(counted(report.controlRecordsReceived, "decision", "decisions")) of the hub."
    ]
    if report.logsAdmitted > 0 {
      lines.append("Admitted: \(counted(report.logsAdmitted, "log", "logs")).")
    }
    if report.confirmed > 0 {
      lines.append(
        "The hub confirms that it holds \(changes(report.confirmed)) of this partnership that it had not "
          + "confirmed before.")
    }
    if !report.releasesDelivered.isEmpty {
      lines.append("The hub holds \(report.releasesDelivered.joined(separator: ", ")) now.")
    }
    if report.openConflicts > 0 {
      lines.append("\(parallelUpdates(report.openConflicts)): iscan sync conflicts.")
    }
    lines += report.missing.map { "Missing: \($0.inOneLine)" } + report.notices.map(\.inOneLine)
    switch report.purpose {
    case .request:
      lines.append("It asks for an answer: iscan sync export --answer \(file) --output …")
    case .changes where isHub && report.makerHasLeft:
      lines.append(
        "\(report.from) was retired: nothing of it is taken any more. If its machine does not know so "
          + "yet, this tells it: iscan sync export --to \(report.from) --output …")
    case .changes where isHub:
      let why = report.asksForAdmission ? ", which waits to hear that its log is admitted" : ""
      lines.append(
        "An answer for \(report.from)\(why): iscan sync export --to \(report.from) --output …")
    case .changes, .receipt: break
    }
    return lines.joined(separator: "\n")
  }
}

struct SyncInspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Say what a bundle file is and would do, and what is missing here; takes nothing in.",
    discussion: """
        iscan sync inspect /media/stick/to-hartlepool.iscan --json

      Exit codes: 0 all of it can be taken in; 2 something is missing here first or would be left \
      out; 1 and 3 as for iscan sync import: 3 also if it is whole, but from somebody unknown or revoked.
      """)

  @OptionGroup var home: HomeOptions
  @Argument(help: "The bundle's file.") var file: String
  @OptionGroup var form: OutputOptions

  func run() throws {
    let found =
      try home.isHub ? home.hub().inspectBundle(file) : home.node().inspectBundle(file)
    try form.show(found) { Self.text(found) }
    if found.refusal != nil { throw ExitCode(ExitStatus.refused) }
    if !found.missing.isEmpty || !found.leftOut.isEmpty { throw ExitStatus.setAside }
  }

  private static func text(_ found: BundleInspection) -> String {
    var lines = found.refusal.map(\.lines) ?? []
    lines += [
      "Bundle     \(found.bundle)",
      "Holds      \(words(found.purpose)), \(counted(found.bytes, "byte", "bytes"))",
      "From       \(found.from), \(found.software.inOneLine)",
      "For        \(found.to.joined(separator: ", "))",
      "Made       \(plain(found.madeAt)) by its maker's clock",
      "New here   \(changes(found.newCommits)) and "
        + "\(counted(found.newDecisions, "decision", "decisions")) of the hub",
    ]
    if found.confirms > 0 {
      lines.append(
        "Confirms   the hub holds \(changes(found.confirms)) of this partnership that it had not "
          + "confirmed before")
    }
    lines += found.effects.map { "Effect     \($0.inOneLine)" }
    let stated = found.scopes.filter { $0.controlLast == 0 && $0.logs.isEmpty }
    if !stated.isEmpty {
      lines.append("About      " + stated.map { "\"\($0.name)\"" }.joined(separator: ", "))
    }
    for scope in found.scopes where scope.controlLast > 0 || !scope.logs.isEmpty {
      lines += ["", scope.name]
      if scope.controlLast > 0 {
        lines.append("  decisions of the hub \(scope.controlFirst) to \(scope.controlLast)")
      }
      lines += scope.logs.map {
        "  \($0.author): changes \($0.first) to \($0.last), \($0.here) of them here already"
      }
    }
    lines += found.missing.map { "Missing: \($0.inOneLine)" } + found.leftOut.map(\.inOneLine)
    return lines.joined(separator: "\n")
  }

  private static func words(_ purpose: BundlePurpose) -> String {
    switch purpose {
    case .changes: "changes"
    case .request: "a request for changes"
    case .receipt: "a receipt"
    }
  }
}

extension BundleInspection.Refusal {
  /// Said first: nothing of the bundle would be taken in.
  fileprivate var lines: [String] {
    ["It would not be taken in. " + detail.inOneLine, remedy + " (\(code))"]
  }
}

struct SyncVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Check every byte of a bundle file and who signed it; takes nothing in.",
    discussion: """
        iscan sync verify /media/stick/to-hartlepool.iscan

      Exit codes: 0 whole, for this machine and signed by its maker, who may be somebody from whom \
      nothing is taken in: then it says so; 1 the file cannot be read; 3 \
      damaged, cut short, forged, of another version, or for others.
      """)

  @OptionGroup var home: HomeOptions
  @Argument(help: "The bundle's file.") var file: String
  @OptionGroup var form: OutputOptions

  func run() throws {
    let found =
      try home.isHub ? home.hub().inspectBundle(file) : home.node().inspectBundle(file)
    struct Answer: Encodable {
      let bundle: String
      let from: String
      let refusal: BundleInspection.Refusal?
    }
    try form.show(Answer(bundle: found.bundle, from: found.from, refusal: found.refusal)) {
      let bytes = counted(found.bytes, "byte", "bytes")
      return
        (["Whole, and signed by \(found.from): \(bytes)."]
        + (found.refusal.map(\.lines) ?? [])).joined(separator: "\n")
    }
  }
}

/// One line on the terminal that says how far a file has been read; silent in a pipe.
final class ProgressLine: Sendable {
  private let label: String
  private let isTerminal = isatty(STDERR_FILENO) == 1

  init(_ label: String) { self.label = label }

  /// Shows a share from 0 to 1.
  func show(_ share: Double) {
    guard isTerminal else { return }
    FileHandle.standardError.write(Data("\r\u{1B}[K\(label): \(Int(share * 100)) %".utf8))
  }

  /// Takes the line away.
  func end() {
    if isTerminal { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }
}

internal import Disclosure
internal import NodeStore
import ArgumentParser
import Foundation
import NodeService
import PartnershipRecords
import SignedLogs
import SyncTransport

/// `iscan node`.
struct NodeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "node", abstract: "Set up this partnership's node and have it join a region.",
    subcommands: [
      NodeInit.self, NodeEnrol.self, NodeStatus.self, NodeDoctor.self, NodeRecover.self,
    ])
}

/// A partnership as it is named on the command line.
struct PartnershipOptions: ParsableArguments {
  @Option(help: "The partnership's name, such as Hartlepool.")
  var name: String

  @Option(help: "Three capital letters that begin its references, such as HPL.")
  var reference: String

  @Option(help: "The code of a district that it covers, such as E06000001; may be repeated.")
  var district: [AreaCode]

  var partnership: Partnership {
    get throws {
      for code in district where !["E06", "E07", "E08", "E09", "W06"].contains(code.entity) {
        throw ValidationError("\(code) is not the code of a district of England or Wales.")
      }
      guard name.utf8.count <= 64 else {
        throw ValidationError("The name has more than 64 bytes; certificates have no room for it.")
      }
      guard name.isPlainName else {
        throw ValidationError(
          "The name is empty, or has characters that are not shown, such as the end of a line.")
      }
      let made = Partnership(name: name, reference: reference, districts: district)
      guard let made else {
        throw ValidationError(
          "The reference \(reference) is not three capital letters, or the name is empty.")
      }
      return made
    }
  }
}

struct NodeInit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Set up a node: its folder, its keys and an empty database.",
    discussion: """
      Example:
        iscan node init --home ~/iscan --name Hartlepool --reference HPL \\
          --district E06000001
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var partnership: PartnershipOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let node = try NodeService.setUp(
      home: NodeHome(home.folder), partnership: try partnership.partnership)
    let fingerprint = try node.fingerprint()
    struct Answer: Encodable {
      let home: String
      let partnership: Partnership
      let fingerprint: String
    }
    try output.show(
      Answer(
        home: node.home.folder.path, partnership: node.partnership, fingerprint: fingerprint)
    ) {
      """
      The node of \(node.partnership.name) is set up in \(node.home.folder.path).
      Its fingerprint is \(fingerprint).
      Next: iscan person add, then iscan import lookups, boundaries, population and police.
      """
    }
  }
}

struct NodeEnrol: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enrol", abstract: "Have this node join a region, in two steps.",
    discussion: """
      First with the invitation that the hub's operator sent; send back the request, and read its \
      fingerprint out to the operator by telephone. Then with the reply.

        iscan node enrol --invitation invitation.json --output request.json
        iscan node enrol --reply reply.json
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var files: EnrolmentOptions
  @OptionGroup var form: OutputOptions

  func run() throws {
    let node = try home.node()
    if let invitation = files.invitation, let output = files.output {
      return try files.answer(invitation, output, to: "the hub's operator", form) {
        try node.answer(invitation: $0)
      }
    }
    guard let reply = files.reply else { return }
    let enrolment = try node.accept(reply: try content(of: reply))
    try form.show(enrolment) {
      """
      This node belongs to \(enrolment.region) now; the hub is at \
      \(enrolment.hubAddress):\(enrolment.hubPort).
      Next: iscan sync run. Without a line: have the hub's operator run iscan sync export --to \
      \(node.partnership.reference), and take that file in with iscan sync import.
      """
    }
  }
}

struct NodeStatus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say what this node holds and what waits for somebody.",
    discussion: """
      How it stands with its region is told in more detail by iscan sync status.

        iscan node status
        iscan node status --json | jq .releasesAwaitingApproval
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let node = try home.node()
    struct Answer: Encodable {
      let partnership: Partnership
      let fingerprint: String
      let region: String?
      let months: [Month]
      let releasesAwaitingApproval: Int
      let sync: SyncState
    }
    let sync = try node.syncState()
    let waiting = try node.releases().filter { $0.step == .built || $0.step == .previewed }.count
    let answer = Answer(
      partnership: node.partnership, fingerprint: sync.fingerprint, region: sync.region,
      months: try node.database.months(), releasesAwaitingApproval: waiting, sync: sync)
    try output.show(answer) {
      let months = answer.months
      let span =
        months.first.flatMap { first in
          months.last.map { "\(months.count) months, \(first.inWords) to \($0.inWords)" }
        } ?? "nothing imported yet"
      return """
        \(node.partnership.name) (\(node.partnership.reference)), \(sync.fingerprint)
        Region: \(sync.region ?? "none yet")
        Police records: \(span)
        Releases that wait for approval: \(waiting)
        Open conflicts: \(sync.openConflicts)
        Waiting to be sent: \(sync.waitingInWords)
        """
    }
  }
}

struct NodeDoctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Look at everything that this node keeps; change nothing.",
    discussion: """
      The database, the release ledger, every release's bytes, the keys, every signature and chain \
      in the logs and what they were folded into.

        iscan node doctor
        iscan node doctor --json | jq length

      Exit code 0: nothing is wrong. 1: something is, and what mends it is said last.
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let node = try home.node()
    let faults = try node.faults()
    try output.show(faults) {
      faults.isEmpty
        ? "Nothing is wrong."
        : (faults + ["To mend what was shared: iscan node recover. Then: \(node.howItComesBack())"])
          .joined(separator: "\n")
    }
    if !faults.isEmpty { throw ExitCode(ExitStatus.failed) }
  }
}

struct NodeRecover: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recover",
    abstract: "Make shared records good again that something else changed in the database.",
    discussion: """
      Verifies all that is stored of what was shared, keeps what is good, and sets the rest aside in \
      files of the folder set-aside; nothing is thrown away. What was sent comes back from the hub: over \
      a line with the next iscan sync run, without one with the hub's answer to a request. If nothing is \
      wrong, nothing is changed.

        iscan node doctor
        iscan node recover
        iscan sync run

      Without a line, in the place of the last:

        iscan sync export --request --output request.iscan
        iscan sync export --answer request.iscan --output answer.iscan      (at the hub)
        iscan sync import answer.iscan

      Exit codes: 0 nothing was wrong; 2 mended, and some of it comes back from the hub.
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let node = try home.node()
    let report = try node.repair()
    try output.show(report) {
      guard !report.scopes.isEmpty else { return "Nothing was wrong with what was shared." }
      let kept = report.kept.map { "Kept: \($0)" }
      return (report.notices + kept + ["Next: \(node.howItComesBack())"]).joined(separator: "\n")
    }
    if !report.scopes.isEmpty { throw ExitStatus.setAside }
  }
}

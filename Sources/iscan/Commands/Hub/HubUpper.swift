import ArgumentParser
import Foundation
import HubService
import Logging
import PartnershipRecords
import SyncTransport

struct HubEnrol: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "enrol", abstract: "Have this hub join a hub above it, in two steps.",
    discussion: """
      As a node joins a region: first with the invitation that the upper hub's operator sent, then with \
      the reply. What its members share in the region stays there; they take part in what the regions \
      share once they are introduced: iscan hub introduce.

        iscan hub enrol --invitation invitation.json --output request.json
        iscan hub enrol --reply reply.json
        iscan hub sync --once
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var files: EnrolmentOptions
  @OptionGroup var form: OutputOptions

  func run() throws {
    let hub = try home.hub()
    if let invitation = files.invitation, let output = files.output {
      return try files.answer(invitation, output, to: "the operator of the hub above", form) {
        try hub.answer(invitation: $0)
      }
    }
    guard let reply = files.reply else { return }
    let enrolment = try hub.accept(reply: try content(of: reply))
    try form.show(enrolment) {
      """
      This hub belongs to \(enrolment.region) now; the hub above is at \(enrolment.hubPlace).
      Next: iscan hub sync --once, or iscan serve. Without a line: take the bundle of its operator in \
      with iscan sync import, and answer with iscan sync export --to HUB.
      """
    }
  }
}

struct HubSync: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Exchange with the hub above.",
    discussion: """
      Stays connected until it is ended; with --once it exchanges and ends. iscan serve does it too.

        iscan hub sync --once

      Exit code 3: the hub above refused. Exit code 4: it cannot be reached.
      """)

  @OptionGroup var home: HomeOptions
  @Flag(help: "Exchange once, and end.") var once = false
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let hub = try home.hub()
    guard once else {
      guard try hub.upperEnrolment() != nil else { throw HubServiceError.notBelow }
      var logger = Logger(label: "iscan") { StreamLogHandler.standardError(label: $0) }
      logger.logLevel = .info
      return await hub.stayConnectedAbove(logger: logger)
    }
    let report = try await hub.synchroniseAbove()
    try output.show(report) {
      ([
        "Level with the hub above at \(report.hub): \(changes(report.commitsSent)) sent, "
          + "\(report.commitsReceived) received."
      ] + report.notices).joined(separator: "\n")
    }
    if !report.notices.isEmpty { throw ExitStatus.setAside }
  }
}

struct HubIntroduce: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "introduce",
    abstract: "Introduce a member to the hub above: it then takes part in what the regions share.",
    discussion: """
      Writes a file for the operator of the hub above, who takes the member in with iscan hub admit. It \
      holds no secret.

        iscan hub introduce GAT --output gateshead.json
      """)

  @OptionGroup var home: HomeOptions
  @Argument(help: "The member's reference, such as GAT.") var reference: String
  @Option(help: "Where to write the file.") var output: String
  @OptionGroup var form: OutputOptions

  func run() throws {
    guard !FileManager.default.fileExists(atPath: output) else {
      throw CommandError.fileExists(output)
    }
    try write(try home.hub().introduce(reference), to: output)
    try form.show(["introduction": output, "member": reference]) {
      "Send \(output) to the operator of the hub above, who takes \(reference) in: iscan hub admit."
    }
  }
}

struct HubAdmit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "admit", abstract: "Take a node in that a hub below introduces.",
    discussion: """
      The node takes part in one group of this hub's, through its own hub.

        iscan hub admit gateshead.json
        iscan hub admit gateshead.json --group "England"
      """)

  @OptionGroup var home: HomeOptions
  @Argument(help: "The file that the hub below wrote.") var introduction: String
  @Option(help: "The group; needed only if there are several.") var group: String?
  @OptionGroup var output: OutputOptions

  func run() throws {
    let member = try home.hub().admit(
      introduction: try content(of: introduction), to: group)
    try output.show(member) {
      "\(member.reference) takes part in \(member.group) now. It learns so from its hub, once that has "
        + "exchanged with this one: iscan hub sync there, or a bundle (iscan sync export --to)."
    }
  }
}

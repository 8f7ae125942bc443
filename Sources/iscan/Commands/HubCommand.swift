internal import HubStore
import ArgumentParser
import Foundation
import HubService
import PartnershipRecords

/// `iscan hub`.
struct HubCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hub", abstract: "Run a region: its members and its merged picture.",
    subcommands: [
      HubInit.self, HubInvite.self, HubAccept.self, HubMembers.self, HubRevoke.self,
      HubRetire.self, HubRedact.self, HubSnapshot.self, HubVerify.self, HubVerdict.self,
      HubRefusals.self,
      HubPicture.self, HubRecover.self, HubEnrol.self, HubSync.self, HubIntroduce.self,
      HubAdmit.self, HubRetain.self,
      HubUpkeep.self, HubRequire.self,
    ])
}

struct HubInit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Set up a hub: the region's certificate authority, keys, database.",
    discussion: """
      Example:
        iscan hub init --home ~/hub --region "North East England" \\
          --address hub.example.org:7400
      """)

  @OptionGroup var home: HomeOptions
  @Option(help: "The region's name.") var region: String
  @Option(help: "Where nodes will find the hub: NAME:PORT.") var address: String
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (1...64).contains(region.utf8.count) else {
      throw ValidationError("The region's name has 1 to 64 bytes.")
    }
    guard region.isPlainName else {
      throw ValidationError(
        "The region's name is empty, or has characters that are not shown, such as the end of a line."
      )
    }
  }

  func run() throws {
    let hub = try HubService.setUp(
      home: HubHome(home.folder), region: region, address: try HubAddress(address))
    struct Answer: Encodable {
      let home: String
      let region: String
      let address: String
    }
    try output.show(Answer(home: hub.home.folder.path, region: region, address: address)) {
      """
      The hub of \(region) is set up in \(hub.home.folder.path).
      Move keys/scope-authority-next.key to a safe place off this machine: it is needed only if \
      scope-authority.key is lost or stolen.
      Next: iscan import lookups, iscan hub invite, iscan serve.
      """
    }
  }
}

struct HubInvite: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "invite", abstract: "Invite a partnership to the region.",
    discussion: """
      Writes a file that holds a secret good for one request; send it to one person.

        iscan hub invite --name Hartlepool --reference HPL --district E06000001 \\
          --output hartlepool.json
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var partnership: PartnershipOptions
  @Option(help: "Where to write the invitation.") var output: String
  @OptionGroup var form: OutputOptions

  func run() throws {
    let partnership = try partnership.partnership
    guard !FileManager.default.fileExists(atPath: output) else {
      throw CommandError.fileExists(output)
    }
    try write(try home.hub().invite(partnership), to: output)
    struct Answer: Encodable {
      let invitation: String
      let days: Int
    }
    try form.show(Answer(invitation: output, days: HubService.invitationDays)) {
      """
      Send \(output) to \(partnership.name). It is good for \(HubService.invitationDays) days.
      Its operator answers with a request (iscan node enrol), which you take in with iscan hub accept.
      """
    }
  }
}

struct HubAccept: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accept", abstract: "Admit a node whose fingerprint was compared.",
    discussion: """
      Telephone the node's operator and have the fingerprint read out. Without --fingerprint the \
      command asks for it; it never shows the request's own, which could be read off. A reply that was lost can be asked for again with the \
      same request, as long as the invitation is good.

        iscan hub accept request.json --fingerprint "AB12 ..." --output reply.json
      """)

  @OptionGroup var home: HomeOptions
  @Argument(help: "The request's file.") var request: String
  @Option(help: "The fingerprint as the node's operator read it out.") var fingerprint: String?
  @Option(help: "Where to write the reply.") var output: String
  @OptionGroup var form: OutputOptions

  func run() throws {
    let hub = try home.hub()
    let file = try content(of: request)
    // The place for the reply is taken first, with room for it: then nobody is admitted in vain.
    let place = try OutputFile(output, reserving: 32_768)
    let described = try hub.describe(request: file)
    let given = try fingerprint ?? asked(described)
    let reply = try hub.accept(request: file, fingerprint: given)
    do {
      try place.finish(with: reply)
    } catch CommandError.fileNotWritten(let path, let reason) {
      throw CommandError.replyNotWritten(path, reason: reason, member: described.partnership)
    }
    struct Answer: Encodable {
      let reply: String
      let member: HubService.RequestDescription
    }
    try form.show(Answer(reply: output, member: described)) {
      """
      \(described.partnership) is a member now. Send \(output) back.
      Its operator takes it in with iscan node enrol --reply, or iscan hub enrol --reply at a hub.
      """
    }
  }

  private func asked(_ request: HubService.RequestDescription) throws -> String {
    let question = "the fingerprint that \(request.partnership) read out"
    guard isatty(STDIN_FILENO) == 1 else { throw CommandError.notInteractive(question) }
    tell("Type \(question):")
    return readLine() ?? ""
  }
}

struct HubRefusals: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refusals", abstract: "List whom the hub turned away, and why.",
    discussion: """
      The latest first: connections, sessions, bundles, and logs that were not admitted. Who is known \
      is named by the member's reference.

        iscan hub refusals
        iscan hub refusals --json | jq '.[] | select(.member == "GAT")'
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  struct Answer: Encodable {
    let refusedAt: Date
    let code: String
    let detail: String
    let remoteAddress: String
    let member: String?
  }

  func run() throws {
    let hub = try home.hub()
    let members = try hub.members()
    let refusals = try hub.refusals().map { refusal in
      Answer(
        refusedAt: refusal.refusedAt, code: refusal.code, detail: refusal.detail,
        remoteAddress: refusal.remoteAddress,
        member: members.first { $0.nodeID == refusal.nodeID }?.partnership.reference)
    }
    try output.show(refusals) {
      var table = TextTable(["When", "Code", "From", "Member", "Why"])
      for refusal in refusals {
        table.add([
          plain(refusal.refusedAt), refusal.code, refusal.remoteAddress, refusal.member ?? "",
          refusal.detail,
        ])
      }
      return refusals.isEmpty ? "Nobody was refused." : table.text
    }
  }
}

struct HubPicture: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "picture", abstract: "Show a measure for every partnership, month by month.",
    discussion: """
      Each figure is an estimate from what the partnership released, with its 95 % interval. A \
      partnership that released nothing shows as "no return", which is not a zero.

        iscan hub picture --measure burglary --period 2021-01..2021-06
      """)

  @OptionGroup var home: HomeOptions
  @Option(help: "A category such as burglary; all together unless given.")
  var measure: MeasureArgument?
  @Option(help: "A month, 2021-03, or several, 2021-01..2021-06; the last twelve unless given.")
  var period: MonthPeriod?
  @OptionGroup var output: OutputOptions

  func run() throws {
    let picture = try home.hub().picture(category: measure?.category, period: period)
    try output.show(picture) { PictureText.text(picture) }
  }
}

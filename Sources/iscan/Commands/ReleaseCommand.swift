import ArgumentParser
import BusinessCycle
import Disclosure
import Foundation
import NodeService
import PartnershipRecords

/// `iscan release`.
struct ReleaseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release",
    abstract: "Let figures leave, through the privacy gate and with two people's consent.",
    discussion: """
      An analyst builds a release; the liaison officer, who did not build it, looks at every cell \
      and approves it. It leaves with the next iscan sync run, or in a bundle: iscan sync export.
      """,
    subcommands: [
      ReleaseBuild.self, ReleasePreviewCommand.self, ReleaseApprove.self, ReleaseWithdraw.self,
      ReleaseList.self,
    ])
}

/// Releases as a table.
private func text(_ releases: [ReleaseOverview]) -> String {
  guard !releases.isEmpty else { return "There are no releases." }
  var table = TextTable(
    ["Release", "State", "Built by", "Approved by", "Of the month's budget"], numbers: [4])
  for release in releases {
    table.add([
      release.release, release.step.rawValue, release.builder, release.approver ?? "",
      "\((release.budgetShare * 1000).rounded() / 10) %",
    ])
  }
  return table.text
}

struct ReleaseBuild: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build", abstract: "Draw a release: counts with noise, stored for good.",
    discussion: """
      A month is measured at fixed times only: provisional (P) a month after it, revised (R) three \
      months after, final (F) a year after. Each is drawn once; it costs part of the month's \
      privacy budget, also if it is never sent.

        iscan release build --period 2022-03 --slot F --as analyst-1
        iscan release build --due --as analyst-1
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var actor: ActorOptions
  @Option(help: "The month, such as 2022-03.") var period: Month?
  @Option(help: "P, R or F.") var slot: ReleaseSlot?
  @Flag(help: "Every month imported, at the latest slot that is open, unless it was drawn.")
  var due = false
  @Option(help: "Why, for the ledger.") var reason: String = ""
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard due != (period != nil), due == (slot == nil) else {
      throw ValidationError("Give either --period and --slot, or --due.")
    }
  }

  func run() throws {
    let node = try home.node()
    let analyst = try actor.actor(of: node, to: .create, .release)
    guard let period, let slot else { return try buildDue(node, analyst) }
    let release = try node.buildRelease(of: period, slot: slot, by: analyst, reason: reason)
    try output.show([release]) { text([release]) }
  }

  private func buildDue(_ node: NodeService, _ analyst: Actor) throws {
    let releases = try node.buildDueReleases(by: analyst) { tell("drawn \($0.release)") }
    try output.show(releases) {
      releases.isEmpty ? "Every month that is due has been drawn." : text(releases)
    }
  }
}

struct ReleasePreviewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "preview",
    abstract: "Show every cell that would leave, and what was done to it.",
    discussion: """
      For each cell: the count, the noise that was added and what would leave. Only the last \
      leaves this machine. Looking is written to the ledger.

        iscan release preview police-2022-03-F --as officer-1 | less
        iscan release preview --all --as officer-1 > cells.txt
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var actor: ActorOptions
  @Argument(help: "The release, such as police-2022-03-F.") var release: String?
  @Flag(help: "Every release that waits for approval.") var all = false
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard all == (release == nil) else { throw ValidationError("Name a release, or give --all.") }
  }

  struct Cell: Encodable {
    let release: String
    let query: String
    let area: AreaCode
    let category: CrimeCategory?
    let count: Int32
    let noise: Int32
    let leaves: Int32
  }

  func run() throws {
    let node = try home.node()
    let person = try actor.person(of: node, for: .decide, .release)
    let names = try release.map { [$0] } ?? waiting(node)
    let cells = try names.flatMap { name in
      try node.previewRelease(name, by: person).map {
        Cell(
          release: name, query: $0.query.rawValue, area: $0.area, category: $0.category,
          count: $0.trueCount, noise: $0.noise, leaves: $0.measured)
      }
    }
    try output.show(cells) {
      var table = TextTable(
        ["Release", "Query", "Area", "Category", "Count", "Noise", "Leaves"], numbers: [4, 5, 6])
      for cell in cells {
        table.add([
          cell.release, cell.query, cell.area.description, cell.category?.name ?? "all",
          "\(cell.count)", "\(cell.noise)", "\(cell.leaves)",
        ])
      }
      return table.text + "\n\(cells.count) cells; only the last column leaves."
    }
  }
}

/// Releases that nobody has approved or withdrawn.
private func waiting(_ node: NodeService) throws -> [String] {
  try node.releases().filter { $0.step == .built || $0.step == .previewed }.map(\.release)
}

struct ReleaseApprove: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Allow releases to leave that were looked at; not by who built them.",
    discussion: """
        iscan release approve police-2022-03-F --as officer-1
        iscan release approve --all --as officer-1
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var actor: ActorOptions
  @Argument(help: "Releases, such as police-2022-03-F.") var releases: [String] = []
  @Flag(help: "Every release that was looked at with iscan release preview.") var all = false
  @Option(help: "Why, for the ledger.") var reason: String = ""
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard all != !releases.isEmpty else {
      throw ValidationError("Name releases, or give --all.")
    }
  }

  func run() throws {
    let node = try home.node()
    let officer = try actor.actor(of: node, to: .decide, .release)
    let names =
      all
      ? try node.releases().filter { $0.step == .previewed }.map(\.release) : releases
    let approved = try names.map {
      try node.approveRelease($0, by: officer, reason: reason)
    }
    try output.show(approved) {
      let unseen = try waiting(node)
      let rest =
        unseen.isEmpty
        ? "" : "\n\(unseen.count) wait to be looked at: iscan release preview --all."
      return (approved.isEmpty ? "Nothing that was looked at waits." : text(approved)) + rest
    }
  }
}

struct ReleaseWithdraw: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw",
    abstract: "Take back a release that has not left; what it cost stays spent.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var actor: ActorOptions
  @Argument(help: "The release, such as police-2022-03-F.") var release: String
  @Option(help: "Why, for the ledger.") var reason: String
  @OptionGroup var output: OutputOptions

  func run() throws {
    let node = try home.node()
    let officer = try actor.actor(of: node, to: .decide, .release)
    let withdrawn = try node.withdrawRelease(release, by: officer, reason: reason)
    try output.show([withdrawn]) { text([withdrawn]) }
  }
}

struct ReleaseList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List every release and where it stands.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let releases = try home.node().releases()
    try output.show(releases) { text(releases) }
  }
}

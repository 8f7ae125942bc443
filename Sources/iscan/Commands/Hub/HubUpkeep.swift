import ArgumentParser
import HubService
import PartnershipRecords

struct HubRetain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retain", abstract: "Say for how long changes are kept that everybody holds.",
    discussion: """
      What they have become stays for good; only the changes themselves are let go of, and a snapshot \
      that members have witnessed stands for them. Everybody in the scope reads the decision.

        iscan hub retain --days 730
        iscan hub retain --days 0              # for good, as at first
        iscan hub retain --days 730 --dormant-days 90
      """)

  @OptionGroup var home: HomeOptions
  @Option(help: "0: for good.") var days: UInt32
  @Option(help: "After how many days of silence a member is not waited for any more.")
  var dormantDays: UInt32 = 180
  @OptionGroup var output: OutputOptions

  func run() throws {
    try home.hub().retain(days: days, dormantDays: dormantDays)
    try output.show(["days": days, "dormantDays": dormantDays]) {
      days == 0
        ? "Changes are kept for good."
        : "Changes that everybody holds are kept for \(counted(days, "day", "days"))."
    }
  }
}

struct HubRequire: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "require", abstract: "Say how new a program must be to write.",
    discussion: """
      A node whose program writes older kinds of records goes on reading and passing on; what its \
      people write is refused until it is updated. Give notice: ninety days at least. A version that \
      this hub's program does not know itself is refused.

        iscan hub require --schema 1
        iscan hub require --schema 0      # any, as at first
      """)

  @OptionGroup var home: HomeOptions
  @Option(help: "The version of the record kinds; 0: any.") var schema: UInt32
  @OptionGroup var output: OutputOptions

  func run() throws {
    try home.hub().require(schema: schema)
    try output.show(["schemaMin": schema]) {
      schema == 0
        ? "Whoever may write may write any version of the record kinds."
        : "Who writes must write version \(schema) of the record kinds, or a later one."
    }
  }
}

struct HubUpkeep: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upkeep",
    abstract: "Note how far everybody has come, and let go of what need not be kept.",
    discussion: """
      iscan serve does it once an hour. What is let go of is only what every member holds, what is \
      older than iscan hub retain says, and what a witnessed snapshot stands for.

        iscan hub upkeep
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let views = try home.hub().keepHouse()
    try output.show(views) {
      var table = TextTable(
        ["Scope", "Changes", "Everybody holds", "Let go", ""], numbers: [1, 2, 3])
      for view in views {
        table.add([
          view.scope, "\(view.held)", "\(view.stable)", "\(view.letGo)",
          view.words,
        ])
      }
      return table.text
    }
  }
}

extension UpkeepView {
  fileprivate var words: String {
    let silent = dormant.isEmpty ? [] : ["Dormant: \(dormant.joined(separator: ", "))."]
    return (silent + [reason].compactMap { $0 }).joined(separator: " ")
  }
}

import ArgumentParser
import Foundation
import Geography
import HubService
import Intake
import NodeService
import NodeStore
import PartnershipRecords

/// `iscan import`.
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Bring records, areas, people and places in.",
    discussion: """
      Begin with lookups, boundaries and population; then police. Importing a file again changes \
      nothing.
      """,
    subcommands: [
      ImportPolice.self, ImportBoundaries.self, ImportLookups.self, ImportPopulation.self,
      ImportPremises.self, ImportReports.self,
    ])
}

/// Files as they are named on the command line.
struct FileArguments: ParsableArguments {
  @Argument(help: "Files or folders; plain, .gz or .zip.", completion: .file())
  var files: [String]

  var urls: [URL] { files.map { URL(filePath: $0) } }
}

struct ImportPolice: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "police",
    abstract: "Import street, outcomes and stop-and-search files of data.police.uk.",
    discussion: """
      Takes files, folders, .csv.gz and .zip as downloaded. Keeps the rows of this partnership's \
      own districts and those without coordinates, and says what it left out and why. Rows that \
      cannot be used go to the node's folder rejects, to be corrected and imported again. Exit \
      code 2 says that there are such rows.

        iscan import police ~/Downloads/2022-03.zip
        iscan import police 2022-03/2022-03-cleveland-street.csv
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var arguments: FileArguments
  @Flag(
    help: """
      The files are a neighbouring force's: keep its rows in this area, but not those without \
      coordinates.
      """)
  var neighbour = false
  @OptionGroup var output: OutputOptions

  func run() throws {
    let node = try home.node()
    let progress = ConsoleProgress("Importing")
    let reports = try node.importPolice(arguments.urls, ofNeighbour: neighbour) {
      progress.show(rows: $0.rows, fraction: $0.fraction)
    }
    progress.end()
    try output.show(reports) { PoliceReportText.text(reports) }
    if reports.contains(where: { !$0.isRepeat && $0.rowsRejected > 0 }) {
      throw ExitStatus.setAside
    }
  }
}

/// What came of files of areas, people or places, as text; ends with code 2 if any row was not
/// usable.
private func show(_ reports: [ReferenceReport], _ output: OutputOptions) throws {
  try output.show(reports) {
    reports.flatMap { report in
      ["\(report.file): \(report.kept) kept, \(report.rejected.count) set aside"]
        + report.rejected.prefix(20).map { "  \($0.line): \($0.reason)" }
    }.joined(separator: "\n")
  }
  if reports.contains(where: { !$0.rejected.isEmpty }) { throw ExitStatus.setAside }
}

struct ImportBoundaries: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "boundaries", abstract: "Import shapes of areas (GeoJSON, WGS 84).")

  @OptionGroup var home: HomeOptions
  @OptionGroup var arguments: FileArguments
  @OptionGroup var output: OutputOptions

  func run() throws { try show(home.node().importBoundaries(arguments.urls), output) }
}

struct ImportLookups: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lookups",
    abstract: "Import which small area belongs to which larger one (CSV).",
    discussion: """
      At a hub, give all files together: it needs LSOA 2011 to MSOA 2011 and to district, to read \
      what partnerships release.
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var arguments: FileArguments
  @OptionGroup var output: OutputOptions

  func run() throws {
    guard home.isHub else {
      return try show(home.node().importLookups(arguments.urls), output)
    }
    let links = try arguments.urls.flatMap { file -> [AreaLink] in
      let bytes = try NodeDatabase.referenceBytes(of: file)
      guard case .lookup(let lookup) = try ReferenceFile.parse(bytes) else {
        throw HubServiceError.lookupUnusable(file.path)
      }
      return lookup.links
    }
    let count = try home.hub().store(links)
    guard count > 0 else {
      throw HubServiceError.lookupUnusable(arguments.files.joined(separator: ", "))
    }
    try output.show(["areas": count]) { "\(count) areas are known at the hub." }
  }
}

struct ImportPopulation: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "population", abstract: "Import how many people live in each area (CSV).")

  @OptionGroup var home: HomeOptions
  @OptionGroup var arguments: FileArguments
  @OptionGroup var output: OutputOptions

  func run() throws { try show(home.node().importPopulation(arguments.urls), output) }
}

struct ImportPremises: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "premises",
    abstract: "Import places open to the public (CSV, or the Food Standards Agency's XML).")

  @OptionGroup var home: HomeOptions
  @OptionGroup var arguments: FileArguments
  @OptionGroup var output: OutputOptions

  func run() throws { try show(home.node().importPremises(arguments.urls), output) }
}

struct ImportReports: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reports", abstract: "Show the quality report of every import.")

  @OptionGroup var home: HomeOptions
  @Flag(help: "Add them up by force and kind of file.") var account = false
  @OptionGroup var output: OutputOptions

  func run() throws {
    let node = try home.node()
    guard account else {
      let reports = try node.database.importReports()
      return try output.show(reports) { PoliceReportText.text(reports) }
    }
    let accounts = try node.database.importAccounts().map(AccountLine.init)
    try output.show(accounts) {
      var table = TextTable(
        ["Force", "Kind", "Files", "Rows", "Kept", "Without place", "Left out", "Set aside"],
        numbers: Set(2...7))
      for line in accounts {
        table.add(
          [line.force, line.kind]
            + [
              line.files, line.rows, line.kept, line.withoutPlace, line.leftOut, line.setAside,
            ].map(String.init))
      }
      return table.text
    }
  }
}

/// What became of all rows of one kind of a force.
struct AccountLine: Codable {
  /// Rows of another partnership's district.
  struct LeftOut: Codable {
    let district: AreaCode?
    let rows: Int
  }

  let force: String
  let kind: String
  let files: Int
  let rows: Int
  let kept: Int
  let withoutPlace: Int
  let leftOut: Int
  let setAside: Int
  let leftOutByDistrict: [LeftOut]

  init(_ account: ImportAccount) {
    force = account.forces.joined(separator: ", ")
    kind = account.kind.rawValue
    files = account.files
    rows = account.rowsIn
    kept = account.kept
    withoutPlace = account.unplaced
    leftOut = account.leftOut.reduce(0) { $0 + $1.rows }
    setAside = account.rejected
    leftOutByDistrict = account.leftOut.map { LeftOut(district: $0.district, rows: $0.rows) }
  }
}

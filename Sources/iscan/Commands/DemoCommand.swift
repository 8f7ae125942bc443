import ArgumentParser
import Foundation
import MadeUpRegion
import PartnershipRecords

/// `iscan demo`.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Bring up a whole region on this machine, to try it out.",
    subcommands: [DemoUp.self, DemoStop.self, DemoStatus.self, DemoGenerate.self, DemoCheck.self])
}

/// Where a demonstration lives.
struct DemoFolder: ParsableArguments {
  @Option(help: "Where hub and nodes live.") var folder = ".demo"

  var layout: DemoLayout {
    DemoLayout(folder: URL(filePath: folder).standardizedFileURL)
  }
}

struct DemoUp: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "up", abstract: "Bring up a hub and twelve partnerships; a second run is quick.")

  @OptionGroup var place: DemoFolder
  @Option(help: "Police files with boundaries, look-ups and population; else they are made up.")
  var data: String?

  func run() throws {
    let layout = place.layout
    let report = { (text: String) in
      FileHandle.standardError.write(Data((text + "\n").utf8))
    }
    let partnerships: [DemoPartnership]
    let folder: URL
    if let data {
      folder = URL(filePath: data)
      guard DemoData(folder: folder).isUsable else {
        throw DemoError.dataFolderUnreadable(folder.path)
      }
      partnerships = NorthEastPartnerships.all.map { DemoPartnership($0) }
    } else {
      let region = MadeUpRegion()
      folder = layout.generatedData
      partnerships = region.policedPartnerships.map { DemoPartnership($0) }
      try generate(region, into: folder, unlessDone: true, report: report)
    }
    let demonstration = DemoRegion(
      layout: layout, runner: DemoCommandRunner(), data: folder, partnerships: partnerships,
      regionName: data == nil ? MadeUpRegion.name : "North East England", report: report)
    try demonstration.bringUp()
    try say(DemoAccount(demonstration).text)
    try say(DemoCoverage(layout, partnerships).text)
    try say(DemoFarewell.text(layout, partnerships))
  }
}

/// Writes the files of a made-up region.
func generate(
  _ region: MadeUpRegion, into folder: URL, unlessDone: Bool, report: (String) -> Void
) throws {
  let manager = FileManager.default
  let mark = folder.appending(path: ".complete")
  if unlessDone, manager.fileExists(atPath: mark.path) { return }
  report("Making up a region: police files, boundaries, look-ups, population")
  for file in region.files {
    let target = folder.appending(path: file.path)
    try manager.createDirectory(
      at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(file.contents).write(to: target)
  }
  try Data().write(to: mark)
}

struct DemoStop: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stop", abstract: "End what the demonstration started, and nothing else.")

  @OptionGroup var place: DemoFolder

  func run() throws {
    let ended = DemoProcessList.read(place.layout.processFile)
      .stop(recordedIn: place.layout.processFile)
    try say(ended.isEmpty ? "Nothing runs." : "Ended: \(ended.joined(separator: ", ")).")
  }
}

struct DemoStatus: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say what the demonstration runs.")

  @OptionGroup var place: DemoFolder

  func run() throws {
    let running = DemoProcessList.read(place.layout.processFile).processes
    guard !running.isEmpty else { return try say("Nothing runs.") }
    for process in running { try say("\(process.identifier)  \(process.name)") }
  }
}

struct DemoGenerate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Write the files of a made-up region in the format of data.police.uk.",
    discussion: "The same seed gives the same bytes on every machine.")

  @Option(help: "The folder to write to.") var output: String
  @Option(help: "A number that decides everything that is drawn.")
  var seed: UInt64 = MadeUpRegion.defaultSeed

  func run() throws {
    try generate(
      MadeUpRegion(seed: seed), into: URL(filePath: output), unlessDone: false, report: tell)
    try say("Written to \(output).")
  }
}

extension DemoPartnership {
  init(_ policed: PolicedPartnership) {
    self.init(
      name: policed.partnership.name, reference: policed.partnership.reference,
      district: policed.partnership.code.description, force: policed.force.slug)
  }
}

struct DemoCheck: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compare the hub's intervals with the true counts, which only the nodes know.")

  @OptionGroup var place: DemoFolder
  @Flag(help: "The nodes hold the real region, not a made-up one.") var real = false
  @OptionGroup var output: OutputOptions

  func run() throws {
    let partnerships =
      real
      ? NorthEastPartnerships.all.map { DemoPartnership($0) }
      : MadeUpRegion().policedPartnerships.map { DemoPartnership($0) }
    let coverage = try DemoCoverage(place.layout, partnerships)
    try output.show(coverage) { coverage.text }
  }
}

import ArgumentParser
import CrimePatterns
import Geography
import NodeService
import PartnershipRecords

/// `iscan concentration`.
struct ConcentrationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "concentration",
    abstract: "Show how few areas hold how much of what happened.",
    discussion: """
      Some areas always have more than others, by chance alone; so what chance would give is said beside \
      what was found.

        iscan concentration --category burglary
        iscan concentration --category robbery --period 2021-04..2022-03 --explain
        iscan concentration --csv > concentration.csv
      """)

  @OptionGroup var home: HomeOptions
  @Option(help: "A category such as burglary; all together unless given.")
  var category: MeasureArgument?
  @Option(help: "A month, 2022-03, or several, 2021-04..2022-03; the last twelve unless given.")
  var period: MonthPeriod?
  @Flag(help: "Also for offences that are found where the police look.") var policeGenerated = false
  @Option(help: "How many areas are listed.") var top = 10
  @Flag(help: "Say how it was computed.") var explain = false
  @Flag(help: "Print GeoJSON with every area, for a map.") var geojson = false
  @Flag(help: "Print comma-separated values with every area.") var csv = false
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard [geojson, csv, output.json].count(where: { $0 }) < 2 else {
      throw ValidationError("Only one of --json, --geojson and --csv can be printed.")
    }
    guard top > 0 else { throw ValidationError("--top is at least 1.") }
  }

  func run() throws {
    let found = try home.node().concentration(
      category: category?.category, period: period, allowsPoliceGenerated: policeGenerated)
    if geojson {
      return try say(
        OutputOptions.encoded(
          PatternFeatures(
            found.answer.areas, basis: found.answer.basis, boundaries: found.boundaries)))
    }
    if csv { return try say(found.answer.commaSeparated) }
    try output.show(found.answer) { text(found.answer) }
  }

  private func text(_ answer: ConcentrationAnswer) -> String {
    var shares = TextTable(
      ["Of the events", "Areas", "Share", "By chance"], numbers: [0, 1, 2, 3])
    for share in answer.shares {
      shares.add([
        percent(share.part), "\(share.areas)", percent(share.share), percent(share.shareByChance),
      ])
    }
    var areas = TextTable(["Area", "Name", "Events", "With the busier"], numbers: [2, 3])
    for area in answer.areas.prefix(top) {
      areas.add([
        area.area.description, area.name, "\(area.count)", percent(area.cumulativeShare),
      ])
    }
    var parts = [answer.sentence, shares.text, areas.text]
    parts.append(answer.caveats.map { "- \($0)" }.joined(separator: "\n"))
    if explain { parts.append(method(answer)) }
    return parts.joined(separator: "\n\n")
  }

  private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

  private func method(_ answer: ConcentrationAnswer) -> String {
    func number(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }
    return """
      Method       \(answer.basis.method), version \(answer.basis.version)
      Frame        \(answer.basis.frame): \(answer.basis.areas) areas
      Events       \(answer.basis.events), \(answer.basis.period.inWords)
      Gini         \(number(answer.gini)); generalised \(number(answer.generalisedGini))
      Input        \(answer.basis.inputDigest)
      """
  }
}

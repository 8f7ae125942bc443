import ArgumentParser
import CrimePatterns
import Geography
import NodeService
import PartnershipRecords

/// `iscan hotspots`.
struct HotSpotsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hotspots",
    abstract: "Show where events gather more than chance would have it.",
    discussion: """
      Each lower super output area is looked at with its neighbours. Its chance is exact: of all ways to \
      deal the counts out to the areas, the share that would put as much there. Areas are called hot \
      spots so that at most 1 in 20 of them is expected to be a false alarm.

        iscan hotspots --category burglary
        iscan hotspots --category violence-and-sexual-offences --period 2021-04..2022-03 --explain
        iscan hotspots --geojson > hotspots.geojson
      """)

  @OptionGroup var home: HomeOptions
  @Option(help: "A category such as burglary; all together unless given.")
  var category: MeasureArgument?
  @Option(help: "A month, 2022-03, or several, 2021-04..2022-03; the last twelve unless given.")
  var period: MonthPeriod?
  @Flag(help: "Also for offences that are found where the police look.") var policeGenerated = false
  @Option(help: "How many areas are listed.") var top = 15
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
    let found = try home.node().hotSpots(
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

  private func text(_ answer: HotSpotAnswer) -> String {
    var parts = [answer.sentence]
    let shown = answer.hotSpots.prefix(top)
    if !shown.isEmpty {
      var table = TextTable(
        ["Area", "Name", "Here", "With neighbours", "Expected", "By chance", ""],
        numbers: [2, 3, 4])
      for area in shown {
        table.add([
          area.area.description, area.name, "\(area.count)", "\(area.withNeighbours)",
          "\(Int(area.expected.rounded()))", area.chance.map(Odds.words) ?? "",
          area.verdict.words,
        ])
      }
      parts.append(table.text)
      let rest = answer.found - shown.count
      if rest > 0 { parts.append("\(rest) more: --top \(answer.found)") }
    }
    parts.append(answer.caveats.map { "- \($0)" }.joined(separator: "\n"))
    if explain { parts.append(method(answer)) }
    return parts.joined(separator: "\n\n")
  }

  private func method(_ answer: HotSpotAnswer) -> String {
    let basis = answer.basis
    let settings = basis.parameters.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    return """
      Method       \(basis.method), version \(basis.version): \(settings.joined(separator: "; "))
      Frame        \(basis.frame): \(basis.areas) areas, \(basis.tested) tested
      Events       \(basis.events), \(basis.period.inWords)
      Harsher      \(answer.bonferroni) by Bonferroni, \(answer.benjaminiYekutieli) by Benjamini and Yekutieli
      Input        \(basis.inputDigest)
      """
  }
}

/// Chances as people say them.
enum Odds {
  /// Such as `1 in 1,200`; whole numbers with two digits that mean something.
  static func words(_ chance: Double) -> String {
    guard chance < 1 else { return "always" }
    guard chance >= 1e-6 else { return "less than 1 in a million" }
    let times = 1 / chance
    guard times >= 100 else { return "1 in \(Int(times.rounded()))" }
    var step = 1.0
    while times / step >= 100 { step *= 10 }
    return "1 in \(Int((times / step).rounded() * step))"
  }
}

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
  @Option(help: "A month, 2022-03, or several, 2021-04..2022-03; the last twelve unless given.")
  var period: MonthPeriod?
  @OptionGroup var options: PatternOptions

  func run() throws {
    try options.show(
      home.node().hotSpots(
        category: options.category?.category, period: period,
        allowsPoliceGenerated: options.policeGenerated), tables: tables, method: method)
  }

  private func tables(_ answer: HotSpotAnswer) -> [String] {
    let shown = answer.hotSpots.prefix(options.top)
    guard !shown.isEmpty else { return [] }
    var table = TextTable(
      ["Area", "Name", "Here", "With neighbours", "Expected", "By chance", ""], numbers: [2, 3, 4])
    for area in shown {
      table.add([
        area.area.description, area.name, "\(area.count)", "\(area.withNeighbours)",
        "\(Int(area.expected.rounded()))", area.chance.map(Odds.words) ?? "",
        area.verdict.words,
      ])
    }
    let rest = answer.found - shown.count
    return [table.text] + (rest > 0 ? ["\(rest) more: --top \(answer.found)"] : [])
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

import ArgumentParser
import CrimePatterns
import Geography
import NodeService
import PartnershipRecords

/// `iscan change`.
struct ChangeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "change",
    abstract: "Show what changed between two periods, and where.",
    discussion: """
      The same months of two years are compared, in all and for each lower super output area. Every \
      chance is exact: of all ways to deal the events of both periods out to the two, the share that \
      would be as uneven. Areas are said to have changed so that at most 1 in 20 of them is expected to \
      be a false alarm. Fewer than 20 events are not told in per cent.

        iscan change --category burglary
        iscan change --category burglary --period 2021-04..2022-03 --against 2020-04..2021-03
        iscan change --geojson > change.geojson
      """)

  @OptionGroup var home: HomeOptions
  @Option(
    help: """
      A month, 2022-03, or several; unless given the latest twelve, or as many as have the same month \
      a year before.
      """)
  var period: MonthPeriod?
  @Option(help: "What to compare with; the same months a year before unless given.")
  var against: MonthPeriod?
  @OptionGroup var options: PatternOptions

  func run() throws {
    try options.show(
      home.node().change(
        category: options.category?.category, period: period, against: against,
        allowsPoliceGenerated: options.policeGenerated), tables: tables, method: method)
  }

  private func tables(_ answer: ChangeAnswer) -> [String] {
    let shown = answer.changed.prefix(options.top)
    guard !shown.isEmpty else { return [] }
    var table = TextTable(
      ["Area", "Name", "Before", "Now", "By chance", "", "Beside the rest"], numbers: [2, 3])
    for area in shown {
      table.add([
        area.area.description, area.name, "\(area.figures.before)", "\(area.figures.now)",
        Odds.words(area.figures.chance), area.verdict.words,
        (area.qBesideRest ?? 1) <= 0.05 ? "its own way" : "as the rest",
      ])
    }
    let rest = answer.found - shown.count
    return [table.text] + (rest > 0 ? ["\(rest) more: --top \(answer.found)"] : [])
  }

  private func method(_ answer: ChangeAnswer) -> String {
    let basis = answer.basis
    let settings = basis.parameters.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    let ratio = [answer.whole.ratioLower, answer.whole.ratioUpper].map { limit in
      limit.map { "\(($0 * 100).rounded() / 100)" } ?? "no limit"
    }
    return """
      Method       \(basis.method), version \(basis.version): \(settings.joined(separator: "; "))
      Frame        \(basis.frame): \(basis.areas) areas, \(basis.tested) with events
      Events       \(answer.whole.now), \(basis.period.inWords); \(answer.whole.before), \(answer.against.inWords)
      In all       \(ratio[0]) to \(ratio[1]) times as many, with 95 % confidence; by chance \(Odds.words(answer.whole.chance))
      Input        \(basis.inputDigest)
      """
  }
}

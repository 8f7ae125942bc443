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
  @Option(help: "A month, 2022-03, or several, 2021-04..2022-03; the last twelve unless given.")
  var period: MonthPeriod?
  @OptionGroup var options: PatternOptions

  func run() throws {
    try options.show(
      home.node().concentration(
        category: options.category?.category, period: period,
        allowsPoliceGenerated: options.policeGenerated), tables: tables, method: method)
  }

  private func tables(_ answer: ConcentrationAnswer) -> [String] {
    var shares = TextTable(
      ["Of the events", "Areas", "Share", "By chance"], numbers: [0, 1, 2, 3])
    for share in answer.shares {
      shares.add([
        percent(share.part), "\(share.areas)", percent(share.share), percent(share.shareByChance),
      ])
    }
    var areas = TextTable(["Area", "Name", "Events", "With the busier"], numbers: [2, 3])
    for area in answer.areas.prefix(options.top) {
      areas.add([
        area.area.description, area.name, "\(area.count)", percent(area.cumulativeShare),
      ])
    }
    return [shares.text, areas.text]
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

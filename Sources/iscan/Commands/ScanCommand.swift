import ArgumentParser
import CrimePatterns
import NodeService
import PartnershipRecords

/// `iscan scan`.
struct ScanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scan", abstract: "Answer what, where and when in one sentence.",
    discussion: """
      The count, the rate for every 1,000 residents, the usual range and what to bear in mind.

        iscan scan --category burglary --area E06000001 --period 2022-03
        iscan scan --category vehicle-crime --period 2022-01..2022-03
        iscan scan
      """)

  @OptionGroup var home: HomeOptions
  @Option(help: "A category such as burglary; all together unless given.")
  var category: MeasureArgument?
  @Option(help: "A code or name of an area; the whole partnership unless given.")
  var area: String?
  @Option(help: "A month, 2022-03, or several, 2022-01..2022-03; the last imported unless given.")
  var period: MonthPeriod?
  @OptionGroup var output: OutputOptions

  func run() throws {
    let result = try home.node().scan(
      category: category?.category, area: area, period: period)
    try output.show(result) { Self.text(result.answer) }
  }

  private static func text(_ answer: ScanAnswer) -> String {
    var lines = [answer.sentence, ""]
    lines.append("Count        \(answer.monthsKnown > 0 ? "\(answer.count)" : "not known")")
    if let rate = answer.rate {
      let decimals = "\((rate.rate * 10).rounded() / 10)"
      lines.append(
        "Rate         \(decimals) for every 1,000 residents a year (\(rate.residents) residents)")
    }
    if let usual = answer.usualRange {
      lines.append(
        "Usual range  \(usual.lower) to \(usual.upper) (from \(usual.periods) earlier periods)")
    }
    if let before = answer.yearBefore {
      lines.append("Year before  \(before.count)")
    }
    if let comparison = answer.comparison {
      let decimals = "\((comparison.rate * 10).rounded() / 10)"
      lines.append("\(comparison.region)  \(decimals) for every 1,000 residents a year")
    }
    if !answer.caveats.isEmpty { lines += [""] + answer.caveats.map { "- \($0)" } }
    return lines.joined(separator: "\n")
  }
}

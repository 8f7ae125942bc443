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
  @Option(help: "A category such as burglary; all together unless given.")
  var category: MeasureArgument?
  @Option(
    help: """
      A month, 2022-03, or several; unless given the latest twelve, or as many as have the same month \
      a year before.
      """)
  var period: MonthPeriod?
  @Option(help: "What to compare with; the same months a year before unless given.")
  var against: MonthPeriod?
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
    let found = try home.node().change(
      category: category?.category, period: period, against: against,
      allowsPoliceGenerated: policeGenerated)
    if geojson {
      return try say(
        OutputOptions.encoded(
          PatternFeatures(
            found.answer.areas, basis: found.answer.basis, boundaries: found.boundaries)))
    }
    if csv { return try say(found.answer.commaSeparated) }
    try output.show(found.answer) { text(found.answer) }
  }

  private func text(_ answer: ChangeAnswer) -> String {
    var parts = [answer.sentence]
    let shown = answer.changed.prefix(top)
    if !shown.isEmpty {
      var table = TextTable(
        ["Area", "Name", "Before", "Now", "By chance", "", "Beside the rest"], numbers: [2, 3])
      for area in shown {
        table.add([
          area.area.description, area.name, "\(area.figures.before)", "\(area.figures.now)",
          Odds.words(area.figures.chance), area.verdict.words,
          (area.qBesideRest ?? 1) <= 0.05 ? "its own way" : "as the rest",
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

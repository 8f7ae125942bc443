import ArgumentParser
import CrimePatterns
import Geography
import PartnershipRecords

/// What every question about a pattern can be given, and how its answer can be printed.
struct PatternOptions: ParsableArguments {
  @Option(help: "A category such as burglary; all together unless given.")
  var category: MeasureArgument?
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

  /// Prints an answer: as text with its caveats, unless it is to go elsewhere.
  ///
  /// - Parameters:
  ///   - found: The answer, and the boundaries to draw it with.
  ///   - tables: What stands between the sentence and the caveats.
  ///   - method: How it was computed, in lines.
  /// - Throws: If it cannot be printed.
  func show<Answer: PatternAnswer>(
    _ found: (answer: Answer, boundaries: [Boundary]), tables: (Answer) -> [String],
    method: (Answer) -> String
  ) throws {
    let answer = found.answer
    if geojson {
      return try say(
        OutputOptions.encoded(PatternFeatures(answer, boundaries: found.boundaries)))
    }
    if csv { return try say(answer.commaSeparated) }
    try output.show(answer) {
      let caveats = answer.caveats.map { "- \($0)" }.joined(separator: "\n")
      return ([answer.sentence] + tables(answer) + [caveats] + (explain ? [method(answer)] : []))
        .joined(separator: "\n\n")
    }
  }
}

import ArgumentParser

/// `iscan-benchmark`: what `Scripts/benchmark sync` measures of ours; prints JSON.
@main
struct Program: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "iscan-benchmark", abstract: "Measure the sync protocol; one JSON object a run.",
    subcommands: [
      MeasureVerify.self, MeasureApply.self, MeasureSizes.self, PrepareRegion.self,
      PrepareCrowd.self, MeasureReconnect.self, MeasureIdle.self,
    ])
}

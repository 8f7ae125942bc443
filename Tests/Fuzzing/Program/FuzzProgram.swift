import Foundation
import FuzzTargets

/// LLVM's fuzzing loop, from the library that `Scripts/fuzz` links: it takes the command line, and
/// calls the function for each input.
@_silgen_name("LLVMFuzzerRunDriver")
private func runFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Set before the loop begins and never after.
nonisolated(unsafe) private var target = FuzzTarget.frame

/// Feeds one decoder, named by `ISCAN_FUZZ_TARGET`; with `ISCAN_FUZZ_SEEDS` it writes the seeds for
/// it to that folder instead.
@main
struct FuzzProgram {
  static func main() throws {
    let environment = ProcessInfo.processInfo.environment
    guard let named = environment["ISCAN_FUZZ_TARGET"].flatMap(FuzzTarget.init(rawValue:)) else {
      print(FuzzTarget.allCases.map(\.rawValue).joined(separator: "\n"))
      exit(64)
    }
    target = named
    if let folder = environment["ISCAN_FUZZ_SEEDS"] { return try writeSeeds(to: folder) }
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(
      runFuzzer(&count, &arguments) { data, length in
        let input = Array(UnsafeBufferPointer(start: data, count: length))
        let bytes = target.read(input)
        precondition(bytes <= target.outputBytesMax(input: length), "more came out than may")
        return 0
      })
  }

  private static func writeSeeds(to folder: String) throws {
    let seeds = try FuzzSeeds.make(for: target, vectors: URL(filePath: "Protocol/vectors"))
    for (number, seed) in seeds.enumerated() {
      try Data(seed).write(to: URL(filePath: folder).appending(path: "seed-\(number)"))
    }
  }
}

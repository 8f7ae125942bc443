import ArgumentParser
import Foundation

/// Where the program begins.
@main
enum Program {
  static func main() async {
    // A reader that has gone, such as `head`, must not end this program by a signal in the middle.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try Iscan.parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch {
      exit(Failure.report(error))
    }
  }
}

/// The command `iscan`.
struct Iscan: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "iscan",
    abstract: "A community safety partnership's node, or its region's hub.",
    discussion: """
      Every command works on the folder of one node or hub: give it with --home, or once and for \
      all in the environment variable ISCAN_HOME. Who acts is said with --as, or ISCAN_AS.

      Exit codes: 0 done; 1 failed; 2 done, and something was set aside; 3 refused; 4 the other \
      machine cannot be reached; 64 the command was not understood.
      """,
    version: "1.0.0",
    subcommands: [
      NodeCommand.self, HubCommand.self, PersonCommand.self, ImportCommand.self,
      ScanCommand.self, HotSpotsCommand.self, ChangeCommand.self, ConcentrationCommand.self,
      ReleaseCommand.self,
      SyncCommand.self,
      TaskCommand.self,
      ServeCommand.self, DemoCommand.self,
    ])
}

import ArgumentParser
import Foundation
import HubService

struct HubRecover: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recover",
    abstract: "Say whether this hub's database is older than what it signed, and what to do.",
    discussion: """
      A hub that was brought back from a backup takes everything in, and decides nothing new until the \
      members have given back what they hold of its decisions. That happens by itself when they \
      synchronise, also from files that the hub made for them and that they have not read yet. With \
      --yes you say that nothing newer is on any machine or in any file, and it decides again: if that \
      is wrong, two decisions stand in one place and the scope comes to a halt.

        iscan hub recover
        iscan hub recover --yes

      Exit codes: 0 nothing to recover, or done; 2 waiting for members.
      """)

  @OptionGroup var home: HomeOptions
  @Flag(help: "Nothing newer is on any machine or in any file: decide again.") var yes = false
  @OptionGroup var output: OutputOptions

  func run() throws {
    guard home.isHub || !home.isNode else { throw CommandError.homeOfANode(home.folder.path) }
    let hub = try HubService(home: HubHome(home.folder))
    let givenUp = yes ? try hub.confirmNothingNewer() : []
    let found = try hub.recovery()
    try output.show(found) {
      if found.isNeeded { return found.sentences.joined(separator: "\n") }
      if givenUp.isEmpty { return "The database is as new as what was signed." }
      return
        (givenUp.map(\.givenUpInWords) + [
          "This hub decides again. Whom it had made a member by one of those decisions it does not know:"
            + " set such a machine up anew, with an invitation."
        ]).joined(separator: "\n")
    }
    if found.isNeeded { throw ExitStatus.setAside }
  }
}

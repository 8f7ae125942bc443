import ArgumentParser
import Foundation
import HubService
import NodeService
import ReplicaStore

struct SyncExplain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Say of anything shared where it is, why it has not gone further, and what to do.",
    discussion: """
      Of a task, a release, or a single change, as iscan sync log --void and refusals name it: 2.17 is \
      change 17 of the log that its group gave the number 2. At a hub: which members hold it.

        iscan sync explain GAT-T-0042
        iscan sync explain police-2022-03-F
        iscan sync explain 2.17

      The standing in --json is one of \
      \(Explanation.Standing.allCases.map(\.rawValue).joined(separator: ", ")).

      Exit code 0: it is where it should be, or waits for its turn. 2: a person must act, since it was \
      refused, has no effect or is disputed, or partners disagree about it and nobody has decided. 1: nothing here is called so.
      """)

  @OptionGroup var home: HomeOptions
  @Argument(help: "Such as GAT-T-0042, police-2022-03-F or 2.17.") var reference: String
  @OptionGroup var output: OutputOptions

  func run() throws {
    let found = home.isHub ? try home.hub().explain(reference) : try home.node().explain(reference)
    try output.show(found) { found.map(\.text).joined(separator: "\n\n") }
    if found.contains(where: \.needsPerson) { throw ExitStatus.setAside }
  }
}

extension Explanation {
  /// For a person at a terminal.
  var text: String {
    var lines = facts.map(\.inOneLine)
    if !members.isEmpty {
      lines.append("")
      for member in members {
        let seen = member.lastSeen.map { ", last seen \(plain($0))" } ?? ""
        lines.append(
          "  \(member.partnership)  \(member.holds ? "holds it" : "not known to hold it")"
            + (member.isToErase ? ", not known to have erased what was withdrawn" : "") + seen)
      }
    }
    if !remedies.isEmpty { lines += [""] + remedies }
    return lines.joined(separator: "\n")
  }
}

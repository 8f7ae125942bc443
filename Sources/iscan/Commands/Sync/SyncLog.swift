import ArgumentParser
import Foundation
import HubService
import NodeService
import ReplicaStore

struct SyncLog: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "log",
    abstract: "List the last exchanges: when, with whom, what passed, how it ended.",
    discussion: """
      What is counted is what was sent and what is kept here, also of an exchange that broke off. A \
      bundle that was taken in counts as an exchange; one that lacks something is incomplete. A line \
      that iscan serve keeps open is listed once it has ended; until then it is said first.

        iscan sync log --limit 5
        iscan sync log --refused       # only those that did not finish
        iscan sync log --void          # changes in the logs without effect
        iscan sync log --left          # groups that were left: what is kept
      """)

  @OptionGroup var home: HomeOptions
  @Option(help: "How many, the latest first; at most 1000 are kept.") var limit = 20
  @Flag(help: "Only exchanges that neither finished nor were stopped in order.") var refused = false
  @Flag(help: "The changes without effect instead, each with its reason.") var void = false
  @Flag(help: "The groups that this partnership left instead, with what it had not sent.")
  var left = false
  @OptionGroup var output: OutputOptions

  func validate() throws {
    guard (1...1000).contains(limit) else { throw ValidationError("--limit is from 1 to 1000.") }
    guard [refused, void, left].count(where: { $0 }) <= 1 else {
      throw ValidationError("Give one of --refused, --void and --left.")
    }
  }

  func run() throws {
    if left { try showLeft() } else if void { try showVoid() } else { try showSessions() }
  }

  private func showLeft() throws {
    let departures = home.isHub ? [] : try home.node().departures()
    try output.show(departures) {
      guard !departures.isEmpty else { return "This partnership has left no group." }
      return departures.map { departure in
        let unsent = departure.unsent.map {
          "  \($0.task), \($0.field), by \($0.author) on \(plain($0.writtenAt)): \($0.words)"
        }
        return ([plain(departure.leftAt)] + departure.sentences + unsent).joined(separator: "\n")
      }.joined(separator: "\n\n")
    }
  }

  struct Line: Encodable {
    let endedAt: Date
    let peer: String
    let outcome: String
    let code: String?
    let detail: String?
    let commitsSent: Int
    let commitsReceived: Int
    let bytesSent: Int
    let bytesReceived: Int
  }

  private func showSessions() throws {
    let found: [(String?, SessionRecord)] =
      home.isHub
      ? try home.hub().sessions(limit: 1000).map { ($0.peer, $0.session) }
      : try home.node().sessionsByPeer(limit: 1000).map { ($0.peer, $0.session) }
    let lines = found.filter { !refused || !["finished", "stopped"].contains($0.1.outcome) }.prefix(
      limit
    ).map {
      peer, session in
      Line(
        endedAt: session.endedAt, peer: peer ?? "unknown", outcome: session.outcome,
        code: session.code, detail: session.detail, commitsSent: session.commitsSent,
        commitsReceived: session.commitsReceived, bytesSent: session.bytesSent,
        bytesReceived: session.bytesReceived)
    }
    let line = home.isHub || refused ? nil : try home.node(warns: false).openLine()
    try output.show(lines) {
      let open = line.map {
        ["A line to the hub is open since \(plain($0.since)). \(SyncWords.passed(over: $0))"]
      }
      guard !lines.isEmpty else { return open?.first ?? "There has been no exchange." }
      var table = TextTable(
        ["When", "With", "Ended", "Sent", "Received", "Note"], numbers: [3, 4])
      for line in lines {
        table.add([
          plain(line.endedAt), line.peer, line.outcome, "\(line.commitsSent)",
          "\(line.commitsReceived)",
          [line.code, line.detail].compactMap { $0 }.joined(separator: ": "),
        ])
      }
      return ((open ?? []) + [table.text]).joined(separator: "\n")
    }
  }

  private func showVoid() throws {
    let changes = home.isHub ? try home.hub().voidChanges() : try home.node().voidChanges()
    try output.show(changes) {
      guard !changes.isEmpty else { return "Every change has effect." }
      var table = TextTable(["Change", "By", "In", "Why it has no effect"])
      for change in changes {
        table.add([
          change.change, change.author, change.scope, "\(change.inWords) (\(change.reason))",
        ])
      }
      return table.text
    }
  }
}

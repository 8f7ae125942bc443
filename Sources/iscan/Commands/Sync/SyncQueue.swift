import ArgumentParser
import Foundation
import HubService
import NodeService
import ReplicaStore

struct SyncQueue: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "queue", abstract: "List what waits to be exchanged, and why.",
    discussion: """
      At a node: what was made here and is not at the hub yet, the oldest first, and how many changes \
      that is: so many leave with the next iscan sync run or iscan sync export. At a hub: the members \
      for whom something waits, the one that is furthest behind first, and those who wait for an answer \
      to a bundle, or to hear that their log is admitted; decisions that they have not heard of and words that they have to erase \
      wait too.

        iscan sync queue
        iscan sync queue --json | jq -r '.[].reference'
        iscan sync queue --json | jq 'map(.changes) | add'    # at a node
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    if home.isHub { try hub() } else { try node() }
  }

  private func node() throws {
    let node = try home.node()
    let waiting = try node.waitingRecords()
    let isEnrolled = try node.enrolment() != nil
    let isRecovering = try !node.recoveries().isEmpty
    let left = try node.leftInWords()
    try output.show(waiting) {
      guard isEnrolled else {
        return "This node has not joined a region yet: nothing can wait for it. iscan node enrol."
      }
      guard !waiting.isEmpty else {
        return left
          ?? (isRecovering
            ? "Nothing that is known here waits. This database may be older than what was sent; after the "
              + "next exchange with the hub it is known for certain."
            : "Nothing waits: the hub has acknowledged everything that was meant for it.")
      }
      var table = TextTable(
        ["Record", "What", "Since", "Why it is still here", "What to do"], whole: [3])
      for record in waiting {
        table.add([
          record.reference, record.kind, plain(record.since), record.reason, record.remedy,
        ])
      }
      let all = waiting.reduce(0) { $0 + $1.changes }
      let refusals = try node.attention().filter { $0.kind == .refused }.map(\.words.inOneLine)
      return ([table.text] + (all > 0 ? ["\(changes(all)) in all."] : []) + refusals)
        .joined(separator: "\n")
    }
  }

  private func hub() throws {
    let waiting = try home.hub().standings().filter {
      $0.state == "member"
        && ($0.behind > 0 || $0.waitsForAdmission || $0.waitsForAnswerSince != nil)
    }
    .sorted { ($1.behind, $0.reference) < ($0.behind, $1.reference) }
    try output.show(waiting) {
      guard !waiting.isEmpty else { return "Nothing waits: every member holds all of it." }
      let untold = waiting.filter(\.waitsForAdmission).map {
        "\($0.reference) waits to hear that its log is admitted, and cannot send before: iscan sync export "
          + "--to \($0.reference) --output …"
      }
      let unanswered = waiting.compactMap { member -> String? in
        guard let since = member.waitsForAnswerSince, !member.waitsForAdmission else { return nil }
        return "\(member.reference) waits for an answer to the bundle of its that was taken in on "
          + "\(plain(since)): iscan sync export --to \(member.reference) --output …"
      }
      return ([waiting.table.text] + untold + unanswered).joined(separator: "\n")
    }
  }
}

import ArgumentParser
import Foundation
import HubService
import NodeService
import PartnershipRecords
import ReplicaStore

struct SyncStatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "Say how this node stands with its region.",
    discussion: """
      At a node, for each group: how many changes of each partnership are "here" (in JSON: held), how \
      many more the hub has signed for ("missing"), and how many of this node's own nothing says that \
      the partnership has seen ("unseen"). "Waiting" is what the hub does not hold yet: iscan sync queue.

      At a hub: how each member stands. "Behind" counts the changes that nothing says it holds, the \
      hub's decisions that nothing says it has heard of ("to hear of"), and the changes of which nothing \
      says that it has erased the words that were withdrawn ("to erase").

        iscan sync status
        iscan sync status --json | jq .attention

      Exit code 0; 2 if something needs a person, which is said first.
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let attention = home.isHub ? try hub() : try node()
    if !attention.isEmpty { throw ExitStatus.setAside }
  }

  // MARK: A node

  private struct NodeAnswer: Encodable {
    let state: SyncState
    let attention: [Attention]
    let sharing: [SharingAnswer]

    func encode(to encoder: any Encoder) throws {
      try state.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(attention, forKey: .attention)
      try container.encode(sharing, forKey: .sharing)
    }

    enum Key: CodingKey { case attention, sharing }
  }

  /// A table of the text.
  private struct SharingAnswer: Encodable {
    struct Member: Encodable {
      let reference: String
      let name: String
      let held: Int
      let missing: Int
      let unseen: Int
      let lastChange: Date?
    }

    let name: String
    let signedAt: Date?
    let members: [Member]

    init(_ scope: SharingScope) {
      (name, signedAt) = (scope.name, scope.signedAt)
      members = scope.members.map {
        Member(
          reference: $0.reference, name: $0.name, held: $0.held, missing: $0.missing,
          unseen: $0.unseen, lastChange: $0.lastChange)
      }
    }
  }

  private func node() throws -> [Attention] {
    let node = try home.node(warns: false)
    let scopes = try node.sharingScopes()
    let answer = NodeAnswer(
      state: try node.syncState(), attention: try node.attention(),
      sharing: scopes.map(SharingAnswer.init))
    let reference = node.partnership.reference
    let words = NodeWords(
      state: answer.state, lastOutcome: try SyncWords.lastOutcome(of: node),
      atHub: scopes.waitingAtHub)
    try output.show(answer) {
      (answer.attention.map(\.text) + [summary(words, names: names(scopes))]
        + scopes.map { text($0, at: reference) })
        .joined(separator: "\n\n")
    }
    return answer.attention
  }

  /// What the pages say of a node too.
  private struct NodeWords {
    let state: SyncState
    /// How the last exchange ended, over a line or by a bundle, or what passed so far.
    let lastOutcome: String
    /// How many changes are known to be at the hub and are not here; `nil` if that is not known.
    let atHub: Int?
  }

  /// What partnerships are called, by reference.
  private func names(_ scopes: [SharingScope]) -> [String: String] {
    Dictionary(
      scopes.flatMap(\.members).map { ($0.reference, $0.name) },
      uniquingKeysWith: { first, _ in first })
  }

  private func summary(_ answer: NodeWords, names: [String: String]) -> String {
    let state = answer.state
    let carried = state.lastBundle.map { [("Last bundle", plain($0))] } ?? []
    let never = carried.isEmpty ? "never" : "never over a line"
    let facts =
      [
        ("Region", state.region ?? "none yet"), ("Hub", state.hub ?? "-"),
        ("Fingerprint", state.fingerprint),
        (
          "Last contact",
          state.line.map { "now: a line is open since \(plain($0.since))" }
            ?? state.lastContact.map(plain) ?? never
        ),
      ] + carried + [
        ("How it ended", answer.lastOutcome),
        ("Last failure", state.lastFailure?.text ?? "none"),
        ("Waiting to be sent", state.waitingInWords),
        (
          "Waiting at the hub", answer.atHub.map { counted($0, "record", "records") } ?? "not known"
        ),
        (
          "Parallel updates", state.conflictsWaiting.text(names, decidedByRule: state.decidedByRule)
        ),
      ]
    return factLines(facts)
  }

  private func text(_ scope: SharingScope, at reference: String) -> String {
    guard scope.members.contains(where: { $0.reference == reference }) else {
      return "\(scope.name): this partnership is no longer a member."
    }
    var table = TextTable(
      ["Reference", "Member", "Here", "Still at the hub", "Of ours not seen yet", "Last heard of"],
      numbers: [2, 3, 4])
    for member in scope.members {
      table.add([
        member.reference, member.name, "\(member.held)", "\(member.missing)", "\(member.unseen)",
        member.lastChange.map(plain) ?? "",
      ])
    }
    let signed = scope.signedAt.map { "the hub signed on \(plain($0))" } ?? "no receipt yet"
    return "\(scope.name): \(signed)\n\(table.text)"
  }

  // MARK: A hub

  private struct HubAnswer: Encodable {
    let region: String
    let members: [MemberStanding]
    let attention: [Attention]
    /// `null` where there is no hub above this one.
    let above: UpperState?
    let introduced: [IntroducedMember]
    /// Open conflicts, by the partnership that decides them; never the hub.
    let conflictsWaiting: [ConflictsWaiting]
    /// How many of what partners wrote apart a rule settled.
    let decidedByRule: Int
  }

  private func hub() throws -> [Attention] {
    let hub = try home.hub(warns: false)
    let apart = try hub.tasksInConflict()
    let answer = HubAnswer(
      region: hub.region, members: try hub.standings(), attention: try hub.attention(),
      above: try hub.upperState(), introduced: try hub.introducedMembers(),
      conflictsWaiting: apart.conflictsWaiting,
      decidedByRule: apart.reduce(0) { $0 + $1.decidedByRule.count })
    try output.show(answer) {
      let introduced = answer.introduced.isEmpty ? [] : [answer.introduced.table.text]
      let names = Dictionary(
        answer.members.map { ($0.reference, $0.name) }, uniquingKeysWith: { first, _ in first })
      let conflicts =
        apart.isEmpty
        ? []
        : [
          factLines([
            (
              "Parallel updates",
              answer.conflictsWaiting.text(names, decidedByRule: answer.decidedByRule)
            )
          ])
        ]
      return
        (answer.attention.map(\.text) + [answer.region, answer.members.table.text] + introduced
        + conflicts
        + (answer.above.map { [$0.text] } ?? [])).joined(separator: "\n\n")
    }
    return answer.attention
  }
}

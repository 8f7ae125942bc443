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
      At a hub: how each member stands. "Behind" counts the changes that nothing says it holds, and \
      those of which nothing says that it has erased the words that were withdrawn ("to erase").

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

    func encode(to encoder: any Encoder) throws {
      try state.encode(to: encoder)
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(attention, forKey: .attention)
    }

    enum Key: CodingKey { case attention }
  }

  private func node() throws -> [Attention] {
    let node = try home.node(warns: false)
    let answer = NodeAnswer(state: try node.syncState(), attention: try node.attention())
    let scopes = try node.sharingScopes()
    let words = NodeWords(
      state: answer.state,
      lastOutcome: try node.sessions(limit: 1).first.map(SyncWords.outcome)
        ?? "There has been no attempt yet.",
      atHub: scopes.waitingAtHub)
    try output.show(answer) {
      (answer.attention.map(\.text) + [summary(words, names: names(scopes))]
        + scopes.map(text))
        .joined(separator: "\n\n")
    }
    return answer.attention
  }

  /// What the pages say of a node too.
  private struct NodeWords {
    let state: SyncState
    /// How the last exchange ended, over a line or by a bundle.
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
        ("Last contact", state.lastContact.map(plain) ?? never),
      ] + carried + [
        ("How it ended", answer.lastOutcome),
        ("Last failure", state.lastFailure?.text ?? "none"),
        ("Waiting to be sent", counted(state.waiting, "record", "records")),
        (
          "Waiting at the hub", answer.atHub.map { counted($0, "record", "records") } ?? "not known"
        ),
        ("Parallel updates", state.conflictsWaiting.text(names)),
      ]
    return factLines(facts)
  }

  private func text(_ scope: SharingScope) -> String {
    var table = TextTable(
      ["", "Member", "Here", "Still at the hub", "Of ours not seen yet", "Last heard of"],
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
  }

  private func hub() throws -> [Attention] {
    let hub = try home.hub(warns: false)
    let answer = HubAnswer(
      region: hub.region, members: try hub.standings(), attention: try hub.attention(),
      above: try hub.upperState(), introduced: try hub.introducedMembers(),
      conflictsWaiting: try hub.conflictsWaiting())
    try output.show(answer) {
      let introduced = answer.introduced.isEmpty ? [] : [answer.introduced.table.text]
      let names = Dictionary(
        answer.members.map { ($0.reference, $0.name) }, uniquingKeysWith: { first, _ in first })
      let conflicts =
        answer.conflictsWaiting.isEmpty
        ? [] : [factLines([("Parallel updates", answer.conflictsWaiting.text(names))])]
      return
        (answer.attention.map(\.text) + [answer.region, answer.members.table.text] + introduced
        + conflicts
        + (answer.above.map { [$0.text] } ?? [])).joined(separator: "\n\n")
    }
    return answer.attention
  }
}

extension [ConflictsWaiting] {
  /// Such as `3: 1 waits for Gateshead, 2 wait for Hartlepool`; `names` are by reference.
  func text(_ names: [String: String]) -> String {
    guard !isEmpty else { return "0" }
    let parts = map { waiting in
      counted(waiting.count, "waits", "wait")
        + " for \((names[waiting.decider] ?? waiting.decider).inOneLine)"
    }
    return "\(reduce(0) { $0 + $1.count }): " + parts.joined(separator: ", ")
  }
}

/// Facts below one another: the words in one column, what they stand for in another.
private func factLines(_ facts: [(String, String)]) -> String {
  facts.map { words, value in
    words.padding(toLength: 20, withPad: " ", startingAt: 0) + value
  }.joined(separator: "\n")
}

extension [SharingScope] {
  /// How many changes are known to be at the hub and are not here; `nil` if the hub has not signed
  /// anything yet.
  var waitingAtHub: Int? {
    contains { $0.signedAt != nil } ? flatMap(\.members).reduce(0) { $0 + $1.missing } : nil
  }
}

extension Attention {
  /// For a person at a terminal.
  var text: String { "! \(words)\n  \(remedy)\n  (\(kind.rawValue))" }
}

extension SessionFailure {
  /// For a person at a terminal.
  var text: String {
    let why = [code, detail].compactMap { $0 }.joined(separator: ": ").inOneLine
    return why.isEmpty ? plain(at) : "\(plain(at)), \(why)"
  }
}

extension MemberStanding {
  /// Such as `1 to erase`; empty if nothing is.
  fileprivate var erasing: String { toErase > 0 ? "\(toErase) to erase" : "" }
}

extension [MemberStanding] {
  /// A line for each.
  var table: TextTable {
    var table = TextTable(
      ["", "Partnership", "Changes here", "Behind", "Last seen", "How it ended", ""],
      numbers: [2, 3])
    for member in self {
      table.add([
        member.reference, member.name, "\(member.held)",
        member.state == "member" ? "\(member.behind)" : "",
        member.lastSeen.map(plain) ?? "never",
        member.lastOutcome.map { SyncWords.ended($0, member.lastCode) } ?? "",
        member.state == "member" ? member.erasing : member.state,
      ])
    }
    return table
  }
}

extension [IntroducedMember] {
  /// A line for each.
  var table: TextTable {
    var table = TextTable(["", "Partnership", "Takes part in", "Introduced by"])
    for member in self {
      table.add([member.reference, member.name, member.group, member.through ?? ""])
    }
    return table
  }
}

extension UpperState {
  /// For a person at a terminal.
  var text: String {
    var table = TextTable(["Above", "Here", "Not there yet", "Logs to admit"], numbers: [1, 2, 3])
    for scope in scopes {
      table.add([scope.name, "\(scope.held)", "\(scope.waiting)", "\(scope.logsWaiting)"])
    }
    let facts = [
      ("Hub above", "\(region), \(hub)"), ("Last contact", lastContact.map(plain) ?? "never"),
      ("How it ended", lastOutcome.map { SyncWords.ended($0, lastCode) } ?? "none yet"),
      ("Last failure", lastFailure?.text ?? "none"),
    ]
    return factLines(facts) + "\n" + table.text
  }
}

import Foundation
import HubService
import NodeService
import PartnershipRecords
import ReplicaStore
import WebPages

// How a node, a hub and its members stand, for a person at a terminal.

extension [ConflictsWaiting] {
  /// Such as `3: 1 waits for Gateshead, 2 wait for Hartlepool`, and how many a rule decided, which wait
  /// for nobody; `names` are by reference.
  func text(_ names: [String: String], decidedByRule: Int) -> String {
    let settled =
      decidedByRule == 0 ? "" : "; a rule decided \(decidedByRule): iscan sync conflicts"
    guard !isEmpty else { return "0\(settled)" }
    let parts = map { waiting in
      counted(waiting.count, "waits", "wait")
        + " for \((names[waiting.decider] ?? waiting.decider).inOneLine)"
    }
    return "\(reduce(0) { $0 + $1.count }): " + parts.joined(separator: ", ") + settled
  }
}

/// Facts below one another: the words in one column, what they stand for in another.
func factLines(_ facts: [(String, String)]) -> String {
  facts.map { words, value in
    words.padding(toLength: 20, withPad: " ", startingAt: 0) + value
  }.joined(separator: "\n")
}

extension SyncState {
  /// Such as `2 records (5 changes)`; the second number is what a bundle or exchange takes along.
  var waitingInWords: String {
    let records = counted(waiting, "record", "records")
    return waitingChanges > 0 ? "\(records) (\(changes(waitingChanges)))" : records
  }
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
  /// What every table of members begins with: reference, partnership, changes here, behind, last seen.
  var cells: [String] {
    [
      reference, name, "\(held)", state == "member" ? "\(behind)" : "",
      lastSeen.map(plain) ?? "never",
    ]
  }

  /// Such as `2 decisions to hear of, 1 to erase`; empty if there is nothing but changes to fetch; of
  /// who is no member any more that.
  var note: String {
    guard state == "member" else { return state }
    return [
      toHear > 0 ? "\(counted(toHear, "decision", "decisions")) to hear of" : nil,
      toErase > 0 ? "\(toErase) to erase" : nil,
    ].compactMap { $0 }.joined(separator: ", ")
  }
}

extension [MemberStanding] {
  /// A line for each.
  var table: TextTable {
    var table = TextTable(
      ["Reference", "Partnership", "Changes here", "Behind", "Last seen", "How it ended", ""],
      numbers: [2, 3])
    for member in self {
      let ended = member.lastOutcome.map { SyncWords.ended($0, member.lastCode) } ?? ""
      table.add(member.cells + [ended, member.note])
    }
    return table
  }
}

extension [IntroducedMember] {
  /// A line for each.
  var table: TextTable {
    var table = TextTable(["Reference", "Partnership", "Takes part in", "Introduced by"])
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
    let carried = lastBundle.map { [("Last bundle", plain($0))] } ?? []
    let facts =
      [
        ("Hub above", "\(region), \(hub)"),
        ("Last contact", [lastContact, lastBundle].compactMap { $0 }.max().map(plain) ?? "never"),
      ] + carried + [
        ("How it ended", lastOutcome.map { SyncWords.ended($0, lastCode) } ?? "none yet"),
        ("Last failure", lastFailure?.text ?? "none"),
      ]
    let found = scopes.isEmpty ? "Nothing that it decides about is here yet." : table.text
    return factLines(facts) + "\n" + found
  }
}

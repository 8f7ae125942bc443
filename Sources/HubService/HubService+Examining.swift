internal import CausalHistory
internal import Foundation
internal import GRDB
internal import HubStore
internal import PartnershipRecords
public import ReplicaStore
internal import SignedLogs
internal import SyncProtocol
internal import SyncTransport

extension HubService {
  /// Looks at everything that the hub keeps of the region's scopes, and says what is wrong; changes
  /// nothing.
  ///
  /// The database's structure and references, every signature and chain in the logs, what they were
  /// folded into, and the private keys.
  ///
  /// - Returns: One sentence for each fault; empty if there is none.
  /// - Throws: If the database cannot be read at all.
  public func faults() throws -> [String] {
    let missing = [
      KeyName.identity, KeyName.transport, KeyName.certificateAuthority, KeyName.scopeAuthority,
    ].filter { !keys.contains($0) }.map {
      "The private key \($0) is missing from the key folder."
    }
    let found = try database.writer.read { db in
      let structure = try String.fetchAll(db, sql: "PRAGMA integrity_check(20)")
        .filter { $0 != "ok" }.map { "The database is damaged: \($0)." }
      let dangling = try Row.fetchAll(db, sql: "PRAGMA foreign_key_check").count
      let records = ScopeRecords(db)
      return structure
        + (dangling > 0
          ? ["\(counted(dangling, "row refers", "rows refer")) to others that are not there."] : [])
        + (try records.scopes().flatMap { try records.faults(of: $0) })
    }
    return missing + found
  }

  /// Forks without a verdict, decisions in dispute, and words that are not erased everywhere yet.
  private func attention(in scope: ScopeID, _ records: ScopeRecords) throws -> [Attention] {
    let control = try records.control(of: scope)
    let (name, hub) = (control.genesis.name, try nodeID())
    var found: [Attention] = []
    for logIndex in try records.forkProofs(in: scope).keys.sorted() {
      guard let log = control.logs[logIndex], log.forks.isEmpty, log.cut == nil else { continue }
      let author = control.reference(of: log.genesis.node)
      found.append(
        Attention(
          .fork, subject: author,
          words: "The log of \(author) in \(name) was continued in two ways: its node was restored "
            + "from a backup, or copied.",
          remedy: "See iscan hub verdict list, and decide: iscan hub verdict accept \(author). "
            + "Nothing is lost. If it comes back, set one of the two machines up anew."))
    }
    if let sequence = try records.disputedSequence(in: scope) {
      found.append(
        Attention(
          .controlDispute, subject: name,
          words: "Two different decisions were signed for place \(sequence) of \(name).",
          remedy: "Stop this hub, find out which machine signs with its key, and take advice."))
    }
    // The pieces of one file lie behind one another, and are one matter for whoever reads this.
    var stretches: [Unerased] = []
    for dot in control.withdrawals.keys.sorted() {
      let waiting = try records.members(thatHoldWithdrawn: dot, control).filter { $0 != hub }
      guard !waiting.isEmpty else { continue }
      let next = Unerased(
        first: dot, last: dot, ground: control.withdrawals[dot]?.ground ?? "",
        names: waiting.map(control.reference).sorted().joined(separator: ", "))
      if let joined = stretches.last?.joined(with: next) {
        stretches[stretches.count - 1] = joined
      } else {
        stretches.append(next)
      }
    }
    found += stretches.map {
      Attention(
        .redaction, subject: name,
        words: "The words withdrawn from \($0.changes) in \(name) are not known to be erased at "
          + "\($0.names).",
        remedy: "They erase them when they next synchronise; ask those who do not.")
    }
    return found
  }

  /// Withdrawn changes of one log behind one another that the same members have not erased yet.
  private struct Unerased {
    let first: Dot
    let last: Dot
    let ground: String
    let names: String

    var changes: String { first == last ? "change \(first)" : "changes \(first) to \(last)" }

    /// Both as one; `nil` if they are not one matter.
    func joined(with next: Unerased) -> Unerased? {
      guard next.first.logIndex == last.logIndex, next.first.counter == last.counter + 1,
        next.ground == ground, next.names == names
      else { return nil }
      return Unerased(first: first, last: next.last, ground: ground, names: names)
    }
  }

  /// What a person at the hub must act on, the gravest first; empty on an ordinary day.
  public func attention() throws -> [Attention] {
    let scopes = try database.writer.read { db in
      let records = ScopeRecords(db)
      return try records.scopes().flatMap {
        try attention(in: $0, records) + twins(in: $0, records)
      }
    }
    let standings = try standings().filter { $0.state == "member" }
    var latest: [String: SessionRecord] = [:]
    for (peer, session) in try sessions(limit: 1000) {
      if let peer, latest[peer] == nil { latest[peer] = session }
    }
    let refused = standings.compactMap { standing in
      latest[standing.reference].flatMap {
        Attention($0, with: standing.name, atHubAbout: standing.reference)
      }.flatMap { refusal -> Attention? in
        // A fork whose proof is here is named already.
        let isNamed = scopes.contains { $0.kind == .fork && $0.subject == standing.reference }
        return refusal.kind == .fork && isNamed ? nil : refusal
      }
    }
    let void = standings.filter { $0.void > 0 }.map {
      Attention(
        .void, subject: $0.name,
        words: counted(
          $0.void, "change of \($0.name) has no effect.", "changes of \($0.name) have no effect."),
        remedy: "See which with iscan sync log --void at the hub.")
    }
    let above = try upperAttention()
    let order = Attention.Kind.allCases
    let recovery = try recovery().attention
    return (scopes + refused + void + [recovery, above].compactMap { $0 }).sorted {
      (order.firstIndex(of: $0.kind) ?? 0) < (order.firstIndex(of: $1.kind) ?? 0)
    }
  }
}

internal import CausalHistory
internal import Foundation
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol

extension HubService {
  /// Nodes that run on two machines: two logs of one node both go on, and each has seen the other.
  ///
  /// A machine that was brought back leaves its old log alone. If the old log goes on and has seen what
  /// was written to the new one, somebody still writes there; both machines then have the same keys.
  ///
  /// - Throws: `DatabaseError`.
  func twins(in scope: ScopeID, _ records: ScopeRecords) throws -> [Attention] {
    let control = try records.control(of: scope)
    let open = Dictionary(
      grouping: control.logsInOrder.filter { $0.cut == nil }, by: \.genesis.node
    ).filter { $0.value.count > 1 }
    guard !open.isEmpty else { return [] }
    let authors = try records.positions(of: scope).mapValues(\.author)
    return open.sorted { $0.key < $1.key }.compactMap { node, logs in
      let written = logs.compactMap { log in authors[log.logIndex].map { (log.logIndex, $0) } }
      let going = written.filter { index, author in
        written.contains { other, that in
          other != index && author.context[other] > 0 && that.context[index] > 0
        }
      }
      let times = going.map { $0.1.hybridTime.milliseconds }.sorted(by: >).map {
        Date(timeIntervalSince1970: Double($0) / 1000)
      }
      guard times.count > 1, now().timeIntervalSince(times[1]) < TwinWords.silence else {
        return nil
      }
      return TwinWords.attention(
        control.reference(of: node), in: control.genesis.name, last: (times[0], times[1]))
    }
  }
}

/// What is said of a node that runs on two machines.
private enum TwinWords {
  /// After so many seconds without a change from one of them it counts as stopped: seven days.
  static let silence: TimeInterval = 7 * 86_400

  static func attention(_ reference: String, in group: String, last: (Date, Date)) -> Attention {
    Attention(
      .fork, subject: reference,
      words:
        "\(reference) runs on two machines: its folder was copied with its keys, and both write "
        + "to \(group).",
      remedy: "One wrote last on \(PlainMoment.words(last.0)), the other on "
        + "\(PlainMoment.words(last.1)). What both share is safe: each has a log of its own, and both count. Ask "
        + "\(reference) which one is to stay. On the other: share what iscan task list calls here only, for no "
        + "other machine has it; iscan sync run once more; then end iscan serve and remove the folder. If it knows of no second machine, its keys were copied: "
        + "iscan hub revoke \(reference). This is said until one of them has written nothing for seven "
        + "days.")
  }
}

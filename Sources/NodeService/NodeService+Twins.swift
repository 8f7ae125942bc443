internal import CausalHistory
internal import Foundation
internal import PartnershipRecords
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol

extension NodeService {
  /// After so many seconds without a change from the other machine it counts as stopped: seven days.
  private static let silence: TimeInterval = 7 * 86_400

  /// That this node runs on two machines; `nil` as far as is known here, it does not.
  ///
  /// This database writes to one log of each scope. Another log of this node's that goes on, and whose
  /// author had seen what was written to this one, is written to by another machine with the same keys.
  func twinAttention() throws -> Attention? {
    let node = try nodeID()
    let found = try read { records in
      try records.scopes().compactMap { scope -> (group: String, last: Date)? in
        let control = try records.control(of: scope)
        guard let own = try records.ownLogPosition(in: scope)?.logIndex else { return nil }
        let authors = try records.positions(of: scope)
        let times = control.logs(of: node).filter { $0.cut == nil && $0.logIndex != own }
          .compactMap { authors[$0.logIndex]?.author }.filter { $0.context[own] > 0 }
          .map { Date(timeIntervalSince1970: Double($0.hybridTime.milliseconds) / 1000) }
        return times.max().map { (control.genesis.name, $0) }
      }
    }
    guard let latest = found.max(by: { $0.last < $1.last }),
      now().timeIntervalSince(latest.last) < Self.silence
    else { return nil }
    return Attention(
      .fork, subject: latest.group,
      words: "This node runs on two machines: a copy of this folder, with the same keys, writes to "
        + "\(latest.group) too.",
      remedy:
        "It wrote last on \(PlainMoment.words(latest.last)). What both share is safe: each has a log of its "
        + "own, and both count. Keep one. On the other: share what iscan task list calls here only, or write it "
        + "down, for no other machine has it; iscan sync run once more; then end iscan serve and remove the "
        + "folder. If nobody here knows of a second machine, tell the regional office at once: somebody "
        + "may have copied the keys. This is said until the other has written nothing for seven days."
    )
  }
}

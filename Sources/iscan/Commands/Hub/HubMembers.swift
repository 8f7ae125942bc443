import ArgumentParser
import Foundation
import HubService
import HubStore
import PartnershipRecords

struct HubMembers: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "members",
    abstract: "List the region's members: when each was last seen and how far behind it is.",
    discussion: """
      "Behind" counts what of others nothing says a member holds: changes, decisions of the hub that \
      it has not heard of ("to hear of"), and changes whose withdrawn words it may still have ("to \
      erase").

        iscan hub members
        iscan hub members --json | jq '.[] | select(.behind > 0)'

      Exit code 0; 2 if the hub's database was brought back from a backup, so that members may be \
      missing in the list: iscan hub recover.
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  struct Answer: Encodable {
    let reference: String
    let name: String
    let enrolled: Date
    let lastSeen: Date?
    let certificateExpires: Date
    let revoked: String?
    /// `member`, `retired` or `revoked`.
    let state: String
    /// Changes of its own that are here.
    let held: Int
    /// What of others nothing says it holds: changes, decisions, and withdrawn words that it may have.
    let behind: Int
    /// How many of those are decisions of the hub that nothing says it has heard of.
    let toHear: Int
    /// How many of those are withdrawn.
    let toErase: Int
    let lastOutcome: String?
    let lastCode: String?
  }

  func run() throws {
    let hub = try home.hub()
    let standings = Dictionary(
      try hub.standings().map { ($0.nodeID, $0) }, uniquingKeysWith: { first, _ in first })
    let members = try hub.members().compactMap {
      member -> (answer: Answer, standing: MemberStanding)? in
      let hex = member.nodeID.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
      guard let standing = standings[hex] else { return nil }
      let answer = Answer(
        reference: member.partnership.reference, name: member.partnership.name,
        enrolled: member.enrolledAt, lastSeen: member.lastSeenAt,
        certificateExpires: member.certificateExpires,
        revoked: standing.state == "revoked" ? member.revocation?.reason : nil,
        state: standing.state, held: standing.held, behind: standing.behind,
        toHear: standing.toHear, toErase: standing.toErase, lastOutcome: standing.lastOutcome,
        lastCode: standing.lastCode)
      return (answer, standing)
    }
    let mayLackSome = try hub.recovery().isNeeded
    try output.show(members.map(\.answer)) {
      mayLackSome
        ? text(members)
          + "\nThere may be others: the hub's database was brought back from a backup. iscan hub recover."
        : text(members)
    }
    if mayLackSome { throw ExitStatus.setAside }
  }

  private func text(_ members: [(answer: Answer, standing: MemberStanding)]) -> String {
    guard !members.isEmpty else { return "There are no members yet: iscan hub invite." }
    var table = TextTable(
      ["Reference", "Partnership", "Changes here", "Behind", "Last seen", "Certificate ends", ""],
      numbers: [2, 3])
    for (answer, standing) in members {
      table.add(
        standing.cells + [
          plain(answer.certificateExpires),
          answer.revoked.map { "revoked: \($0)" } ?? standing.note,
        ])
    }
    return table.text
  }
}

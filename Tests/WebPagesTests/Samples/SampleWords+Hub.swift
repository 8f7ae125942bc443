import Foundation
import PartnershipRecords

@testable import WebPages

extension SampleWords {
  /// Four partnerships over three months; Hartlepool made no return for the last.
  func picture(_ selection: PictureSelection) -> PicturePage {
    PicturePage(
      selection: selection, region: self("North East England"),
      periods: [Choice(value: "2024-02", label: "February 2024")],
      columns: [period("2023-12"), period("2024-01"), period("2024-02")],
      rows: [
        PictureRow(
          partnership: self("Durham"), reference: "DUR",
          cells: [cell(512, 12, .a, .final), cell(498, 15, .a, .revised), cell(530, 14, .a)]),
        PictureRow(
          partnership: self("Gateshead"), reference: "GAT",
          cells: [cell(101, 12, .b, .final), cell(97, 14, .b, .revised), cell(117, 14, .b)]),
        PictureRow(
          partnership: self("Hartlepool"), reference: "HAR",
          revokedReason: self("The machine was stolen."),
          cells: [cell(3, 9, .d, .final), cell(1, 2, .d, .revised), nil]),
        PictureRow(partnership: self("Sunderland"), reference: "SUN", cells: [nil, nil, nil]),
      ],
      totals: [
        PictureTotal(
          estimate: 616, interval: CountRange(lower: 597, upper: 635), reporting: 3, members: 4),
        PictureTotal(
          estimate: 596, interval: CountRange(lower: 575, upper: 617), reporting: 3, members: 4),
        PictureTotal(
          estimate: 647, interval: CountRange(lower: 627, upper: 667), reporting: 2, members: 4),
      ])
  }

  private func cell(
    _ estimate: Int, _ halfWidth: Int, _ grade: PictureGrade, _ slot: ReleaseSlotWord = .provisional
  ) -> PictureCell {
    PictureCell(
      estimate: estimate,
      interval: CountRange(lower: estimate - halfWidth, upper: estimate + halfWidth),
      grade: grade, slot: slot, receivedAt: Self.hoursAgo(60))
  }

  var hubMembers: [HubMember] {
    [
      HubMember(
        name: self("Durham"), reference: "DUR", lastSeen: Self.hoursAgo(2),
        certificateExpires: Self.hoursAgo(-24 * 200), refusals: 0, revokedReason: nil,
        recordsHeld: 402, behind: 12, toHear: 2, toErase: 3,
        lastExchange: self("cut off")),
      HubMember(
        name: self("Hartlepool"), reference: "HAR", lastSeen: nil,
        certificateExpires: Self.hoursAgo(-24 * 4), refusals: 3,
        revokedReason: self("The machine was stolen."), recordsHeld: 17, behind: nil,
        lastExchange: nil),
    ]
  }

  var hubAbove: HubAbove {
    HubAbove(
      region: self("England"), place: self("127.0.0.1:7400"), lastContact: Self.hoursAgo(3),
      lastExchange: self("finished"),
      groups: [HubAbove.Group(name: self("All regions"), held: 31, waiting: 4)])
  }

  var refusals: [RefusalEntry] {
    [
      RefusalEntry(
        refusedAt: Self.hoursAgo(5), code: "tls-revoked",
        detail: self("The certificate has been revoked."), member: self("HAR"),
        remoteAddress: self("127.0.0.1:50214")),
      RefusalEntry(
        refusedAt: Self.hoursAgo(9), code: "tls-unknown",
        detail: self("The certificate is of another authority."), member: nil,
        remoteAddress: self("127.0.0.1:50098")),
    ]
  }
}

import PartnershipRecords

@testable import WebPages

extension SampleWords {
  static let awaiting = "GAT-R-2024-02-provisional"
  static let builtByLiaison = "GAT-R-2024-01-revised"
  static let accepted = "GAT-R-2023-12-final"

  var releases: [ReleaseSummary] {
    [
      ReleaseSummary(
        reference: Self.awaiting, period: period("2024-02"), slot: .provisional,
        stage: .awaitingApproval, builtBy: hostile ?? "analyst-1", builtAt: Self.hoursAgo(28)),
      ReleaseSummary(
        reference: Self.builtByLiaison, period: period("2024-01"), slot: .revised,
        stage: .awaitingApproval, builtBy: hostile ?? "liaison-1", builtAt: Self.hoursAgo(29)),
      ReleaseSummary(
        reference: Self.accepted, period: period("2023-12"), slot: .final, stage: .accepted,
        builtBy: self("analyst-1"), builtAt: Self.hoursAgo(900), approvedBy: self("liaison-1"),
        approvedAt: Self.hoursAgo(899)),
      ReleaseSummary(
        reference: self("GAT-R-2023-11-final"), period: period("2023-11"), slot: .final,
        stage: .rejected, builtBy: self("analyst-1"), builtAt: Self.hoursAgo(1_700),
        approvedBy: self("liaison-1"), approvedAt: Self.hoursAgo(1_699),
        refusal: self("The policy of the region has changed since it was built.")),
    ]
  }

  func preview(_ reference: String, _ filter: PreviewFilter) -> ReleasePreviewPage? {
    guard let release = releases.first(where: { $0.reference == reference }) else { return nil }
    return ReleasePreviewPage(
      release: release,
      tables: [Choice(value: "district", label: self("District by category"))],
      areas: [Choice(value: "E01008162", label: self("Gateshead 001A"))], filter: filter,
      cells: [
        row("Gateshead", "E08000037", nil, 2_290, 2_287),
        row("Gateshead", "E08000037", .burglary, 114, 117),
        row("Gateshead", "E08000037", .bicycleTheft, 1, -2),
        row("Gateshead", "E08000037", .drugs, 42, 42),
      ],
      cellCount: 1_412, pageCount: 29,
      statements: [
        self("Every number that leaves carries random noise; no true count leaves."),
        self("19 numbers in 20 are within 7 of the true count."),
      ],
      budgetSpent: 0.375)
  }

  private func row(
    _ name: String, _ code: String, _ category: CrimeCategory?, _ count: Int, _ leaving: Int
  ) -> PreviewRow {
    PreviewRow(
      table: self("District by category"), area: area(code), areaName: self(name),
      category: category, trueCount: count, leaving: leaving)
  }
}

import HubStore
import Foundation
import HubService
import PartnershipRecords
import WebPages

extension PicturePage {
  /// - Parameters:
  ///   - picture: The figures.
  ///   - selection: What was asked for.
  ///   - periods: Periods to choose from.
  ///   - arrivals: When the releases came.
  init(
    _ picture: RegionalPicture, _ selection: PictureSelection, periods: [Choice],
    arrivals: [ReleaseArrival]
  ) {
    let latest = Dictionary(
      arrivals.map { (Arrival($0.reference, $0.period), $0.receivedAt) }, uniquingKeysWith: max)
    self.init(
      selection: selection, region: picture.region, periods: periods,
      columns: picture.months.map { MonthPeriod($0) },
      rows: picture.rows.map { row in
        PictureRow(
          partnership: row.partnership, reference: row.reference, revokedReason: row.revoked,
          cells: zip(picture.months, row.figures).map { month, figure in
            figure.flatMap {
              PictureCell(
                $0, receivedAt: latest[Arrival(row.reference, month)] ?? row.lastRelease)
            }
          })
      }, totals: picture.totals.map { PictureTotal($0, of: picture.rows) })
  }

  private struct Arrival: Hashable {
    let reference: String
    let period: Month

    init(_ reference: String, _ period: Month) {
      self.reference = reference
      self.period = period
    }
  }
}

extension PictureCell {
  /// Nothing for a figure without a release: there is none.
  fileprivate init?(_ figure: RegionalPicture.Figure, receivedAt: Date?) {
    guard let receivedAt, let slot = figure.slots.last.flatMap(Self.slot) else { return nil }
    self.init(
      estimate: figure.value, interval: CountRange(lower: figure.lower, upper: figure.upper),
      grade: PictureGrade(rawValue: figure.grade) ?? .d, slot: slot, receivedAt: receivedAt)
  }

  /// The latest of the slots that an estimate comes from says how settled it is.
  private static func slot(_ letter: Character) -> ReleaseSlotWord? {
    switch letter {
    case "P": .provisional
    case "R": .revised
    case "F": .final
    default: nil
    }
  }
}

extension PictureTotal {
  /// Who was revoked is no member any more, though what it released before is in the sum.
  fileprivate init(_ total: RegionalPicture.Total, of rows: [RegionalPicture.Row]) {
    let returned = rows.filter { !total.missing.contains($0.reference) }
    self.init(
      estimate: total.figure?.value,
      interval: total.figure.map { CountRange(lower: $0.lower, upper: $0.upper) },
      reporting: returned.filter { $0.revoked == nil }.count,
      members: rows.filter { $0.revoked == nil }.count,
      revokedIncluded: returned.filter { $0.revoked != nil }.count)
  }
}

internal import NodeStore
import Disclosure
import Foundation
import HubService
import NodeService
import PartnershipRecords

/// How often the hub's intervals hold the true counts, which only the nodes know.
///
/// The demonstration alone can compare them: it has the nodes and the hub on one machine.
struct DemoCoverage: Codable {
  /// Cells of the region's totals: category by month.
  private(set) var regionalCells = 0
  private(set) var regionalHeld = 0
  /// Cells of single partnerships.
  private(set) var partnershipCells = 0
  private(set) var partnershipHeld = 0

  init(_ layout: DemoLayout, _ partnerships: [DemoPartnership]) throws {
    let hub = try HubService(home: HubHome(layout.hubHome))
    guard let first = try hub.periods().first, let last = try hub.periods().last,
      let period = MonthPeriod(first: first, last: last)
    else { return }
    let nodes = try partnerships.map { partnership in
      (
        partnership.reference,
        try NodeService(home: NodeHome(layout.nodeHome(partnership)))
      )
    }
    let categories: [CrimeCategory?] = [nil] + CrimeCategory.allCases
    for category in categories {
      let picture = try hub.picture(category: category, period: period)
      var truth: [String: [Month: Int]] = [:]
      for (reference, node) in nodes {
        truth[reference] = try node.trueCounts(category, period)
      }
      compare(picture, truth)
    }
  }

  private mutating func compare(
    _ picture: RegionalPicture, _ truth: [String: [Month: Int]]
  ) {
    for (column, month) in picture.months.enumerated() {
      var sum = 0
      for row in picture.rows {
        guard let figure = row.figures[column], let count = truth[row.reference]?[month] else {
          continue
        }
        sum += count
        partnershipCells += 1
        partnershipHeld += figure.holds(count) ? 1 : 0
      }
      guard let total = picture.totals[column].figure else { continue }
      regionalCells += 1
      regionalHeld += total.holds(sum) ? 1 : 0
    }
  }

  var text: String {
    """
    The hub's 95 % intervals hold the true count in \(regionalHeld) of \(regionalCells) cells \
    of the region's totals (\(Self.percent(regionalHeld, regionalCells)); \
    \(Self.expected(regionalCells)) by chance), and in \
    \(partnershipHeld) of \(partnershipCells) cells of single partnerships \
    (\(Self.percent(partnershipHeld, partnershipCells)); \(Self.expected(partnershipCells)) and \
    more, as small intervals are rounded outwards).
    """
  }

  /// How far from 95 % the share of so many independent cells may well be: two standard errors.
  private static func expected(_ cells: Int) -> String {
    guard cells > 0 else { return "95" }
    let error = 196 * (0.95 * 0.05 / Double(cells)).squareRoot()
    let bounds = [95 - error, 95 + error].map { "\(($0 * 10).rounded() / 10)" }
    return bounds.joined(separator: " to ")
  }

  private static func percent(_ part: Int, _ whole: Int) -> String {
    guard whole > 0 else { return "no cells" }
    return "\((Double(part) / Double(whole) * 1000).rounded() / 10) %"
  }
}

extension RegionalPicture.Figure {
  fileprivate func holds(_ count: Int) -> Bool { lower <= count && count <= upper }
}

extension NodeService {
  /// The true counts of a category, month by month, of the months that were imported.
  fileprivate func trueCounts(_ category: CrimeCategory?, _ period: MonthPeriod) throws
    -> [Month: Int]
  {
    let areas = try database.areas(.lowerSuperOutputArea2011, in: partnership.districts)
    let series = try database.series(category, areas: areas, period: period)
    let imported = try database.months().filter { period.months.contains($0) }
    return Dictionary(
      uniqueKeysWithValues: imported.map { ($0, series[$0.index - period.first.index]) })
  }
}

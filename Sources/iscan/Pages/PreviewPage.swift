import Disclosure
import PartnershipRecords
import WebPages

/// The cells of a release, filtered and cut into pages.
struct PreviewPage {
  let release: ReleaseSummary
  let draw: LedgerDraw
  /// In the payload's order.
  let cells: [PreviewCell]
  let directory: PlaceDirectory

  /// - Parameters:
  ///   - filter: What to show; a page beyond the last becomes the last.
  ///   - size: Cells on a page.
  /// - Returns: The page, with what the release promises.
  func page(_ filter: PreviewFilter, size: Int) -> ReleasePreviewPage {
    let chosen = cells.filter { matches($0, filter) }
    let pageCount = max(1, (chosen.count + size - 1) / size)
    let page = min(filter.page, pageCount)
    let shown = chosen.dropFirst((page - 1) * size).prefix(size)
    return ReleasePreviewPage(
      release: release,
      tables: draw.queries.map { Choice(value: $0.query.rawValue, label: $0.query.title) },
      areas: areas,
      filter: PreviewFilter(
        table: filter.table, area: filter.area, category: filter.category, page: page),
      cells: shown.map(row), cellCount: chosen.count, pageCount: pageCount,
      statements: PrivacyStatements.list(draw), budgetSpent: draw.runningRho.value)
  }

  private func matches(_ cell: PreviewCell, _ filter: PreviewFilter) -> Bool {
    (filter.table == nil || cell.query.rawValue == filter.table)
      && (filter.area == nil || cell.area == filter.area)
      && (filter.category == nil || cell.category == filter.category)
  }

  private var areas: [Choice] {
    Set(cells.map(\.area)).map {
      Choice(value: $0.description, label: directory.name($0))
    }.sorted { ($0.label, $0.value) < ($1.label, $1.value) }
  }

  private func row(_ cell: PreviewCell) -> PreviewRow {
    PreviewRow(
      table: cell.query.title, area: cell.area, areaName: directory.name(cell.area),
      category: cell.category, trueCount: Int(cell.trueCount), leaving: Int(cell.measured))
  }
}

public import PartnershipRecords

/// Which cells of a release to show.
public struct PreviewFilter: Hashable, Sendable {
  /// `nil` for every table. A value of ``ReleasePreviewPage/tables``.
  public let table: String?
  /// `nil` for every area.
  public let area: AreaCode?
  /// `nil` for every category.
  public let category: CrimeCategory?
  /// From 1.
  public let page: Int

  public init(
    table: String? = nil, area: AreaCode? = nil, category: CrimeCategory? = nil, page: Int = 1
  ) {
    self.table = table
    self.area = area
    self.category = category
    self.page = max(1, page)
  }
}

/// Everything a person needs to decide whether a release may leave this machine.
public struct ReleasePreviewPage: Hashable, Sendable {
  public let release: ReleaseSummary
  /// The release's tables; values are passed back as ``PreviewFilter/table``.
  public let tables: [Choice]
  /// The areas to filter by, values are area codes.
  public let areas: [Choice]
  public let filter: PreviewFilter
  /// The cells of this page.
  public let cells: [PreviewRow]
  /// The cells that the filter chose, on all pages.
  public let cellCount: Int
  /// At least 1.
  public let pageCount: Int
  /// What the release says about the privacy that it gives, one sentence each.
  public let statements: [String]
  /// What has been spent of the privacy budget once this is approved, from 0 to 1; `nil` if the
  /// release has no such budget.
  public let budgetSpent: Double?

  public init(
    release: ReleaseSummary, tables: [Choice], areas: [Choice], filter: PreviewFilter,
    cells: [PreviewRow], cellCount: Int, pageCount: Int, statements: [String],
    budgetSpent: Double?
  ) {
    self.release = release
    self.tables = tables
    self.areas = areas
    self.filter = filter
    self.cells = cells
    self.cellCount = cellCount
    self.pageCount = pageCount
    self.statements = statements
    self.budgetSpent = budgetSpent
  }
}

/// One cell, inside the node only.
public struct PreviewRow: Hashable, Sendable {
  /// The words of its table, such as "District by category".
  public let table: String
  public let area: AreaCode
  public let areaName: String
  /// `nil` for all categories together.
  public let category: CrimeCategory?
  /// Never leaves the node.
  public let trueCount: Int
  /// What leaves; may be negative, as noise has no floor.
  public let leaving: Int
  public var noise: Int { leaving - trueCount }

  public init(
    table: String, area: AreaCode, areaName: String, category: CrimeCategory?, trueCount: Int,
    leaving: Int
  ) {
    self.table = table
    self.area = area
    self.areaName = areaName
    self.category = category
    self.trueCount = trueCount
    self.leaving = leaving
  }
}

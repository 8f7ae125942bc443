import Geography
public import PartnershipRecords

/// The true counts of one month, a cell for each zone and category of a scheme.
///
/// They never leave the node: the table cannot be encoded, and its text shows no count. The only
/// way out is through ``Gate``.
public struct CountTable: Sendable {
  /// The largest count of a cell; sums over every cell then fit 32 bits.
  public static let largestCount = 50_000

  public let source: RecordSource
  public let period: Month
  public let schemeHash: String
  let zoneCount: Int
  /// By zone, then category.
  private(set) var cells: [Int32]

  /// A table of zeros.
  public init(scheme: DisclosureScheme, period: Month, source: RecordSource = .police) {
    self.source = source
    self.period = period
    schemeHash = scheme.hash
    zoneCount = scheme.zones.count
    cells = [Int32](repeating: 0, count: scheme.cellCount(.zoneByCategory))
  }

  /// A table of given counts.
  ///
  /// - Parameters:
  ///   - counts: By zone in the scheme's order, then by category; from 0 to ``largestCount``.
  ///   - scheme: The scheme.
  ///   - period: The month in which the records were first recorded.
  ///   - source: The service that recorded them.
  /// - Throws: ``DisclosureError/wrongNumberOfCounts(found:expected:)`` or
  ///   ``DisclosureError/countOutOfRange(limit:)``.
  public init(
    counts: [Int32], scheme: DisclosureScheme, period: Month, source: RecordSource = .police
  ) throws(DisclosureError) {
    self.init(scheme: scheme, period: period, source: source)
    guard counts.count == cells.count else {
      throw .wrongNumberOfCounts(found: counts.count, expected: cells.count)
    }
    guard counts.allSatisfy({ $0 >= 0 && $0 <= Self.largestCount }) else {
      throw .countOutOfRange(limit: Self.largestCount)
    }
    cells = counts
  }

  /// Adds records to a cell.
  ///
  /// - Parameters:
  ///   - count: How many, 0 or more.
  ///   - zone: A zone of the scheme.
  ///   - category: Their category.
  ///   - scheme: The scheme that the table was made for.
  /// - Throws: ``DisclosureError`` if the zone is not in the scheme or the cell grows too large.
  public mutating func add(
    _ count: Int = 1, zone: AreaCode, category: CrimeCategory, scheme: DisclosureScheme
  ) throws(DisclosureError) {
    guard scheme.hash == schemeHash else { throw .countsOfAnotherScheme }
    guard let row = scheme.zones.index(of: zone) else { throw .zoneOutsideScheme(zone) }
    let cell = row * DisclosureScheme.categories.count + Int(category.rawValue)
    guard count >= 0, count <= Self.largestCount, Int(cells[cell]) + count <= Self.largestCount
    else { throw .countOutOfRange(limit: Self.largestCount) }
    cells[cell] += Int32(count)
  }

  /// The cells of a query, in the scheme's order.
  func cells(of query: ReleaseQuery, scheme: DisclosureScheme) -> [Int32] {
    let categories = DisclosureScheme.categories.count
    var sums = [Int32](repeating: 0, count: scheme.cellCount(query))
    for zone in 0..<zoneCount {
      let area = scheme.area(ofZone: zone, level: query.level)
      for category in 0..<categories {
        let target = query.isByCategory ? area * categories + category : area
        sums[target] += cells[zone * categories + category]
      }
    }
    return sums
  }
}

extension CountTable: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { "counts of \(period) (\(zoneCount) zones, not shown)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension DisclosureScheme {
  /// The place, in its level, of the area that holds a zone.
  func area(ofZone zone: Int, level: ReleaseQuery.AreaLevel) -> Int {
    switch level {
    case .zone: zone
    case .middle: middleOfZone[zone]
    case .district: districtOfMiddle[middleOfZone[zone]]
    }
  }
}

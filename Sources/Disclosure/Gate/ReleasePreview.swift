public import PartnershipRecords

/// One cell as the person who approves sees it, inside the node only.
public struct PreviewCell: Sendable, Hashable {
  public let query: ReleaseQuery
  public let area: AreaCode
  /// `nil` in a query of all categories.
  public let category: CrimeCategory?
  /// What was counted when it was drawn. Never leaves the node.
  public let trueCount: Int32
  /// What will leave.
  public let measured: Int32
  public var noise: Int32 { measured - trueCount }
}

/// What a release would show, beside what it hides.
public enum ReleasePreview {
  /// Every cell of a stored measurement, in the payload's order.
  ///
  /// - Parameters:
  ///   - payload: The stored payload.
  ///   - draws: The stored noise.
  ///   - slot: The slot.
  ///   - scheme: The scheme.
  /// - Returns: The cells.
  /// - Throws: ``DisclosureError/wrongPayload(found:expected:)``.
  package static func cells(
    payload: [UInt8], draws: [UInt8], slot: ReleaseSlot, scheme: DisclosureScheme
  ) throws(DisclosureError) -> [PreviewCell] {
    let count = scheme.cellCount(of: slot)
    let measured = try ReleasePayload.values(payload, count: count)
    let noise = try ReleasePayload.values(draws, count: count)
    var cells: [PreviewCell] = []
    cells.reserveCapacity(count)
    for (query, _) in scheme.queries(of: slot) {
      for area in scheme.areas(query.level) {
        let columns: [CrimeCategory?] = query.isByCategory ? DisclosureScheme.categories : [nil]
        for category in columns {
          let place = cells.count
          cells.append(
            PreviewCell(
              query: query, area: area, category: category,
              trueCount: measured[place] - noise[place], measured: measured[place]))
        }
      }
    }
    return cells
  }
}

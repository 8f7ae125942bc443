public import CrimePatterns
internal import Foundation
internal import NodeStore
public import PartnershipRecords

/// An answer with the months that it rests on.
public struct ScanResult: Codable, Sendable, Hashable {
  public let answer: ScanAnswer
  /// Every month imported up to the end of the period, with its count.
  public let months: [MonthCount]

  public struct MonthCount: Codable, Sendable, Hashable {
    public let month: Month
    public let count: Int
  }
}

extension NodeService {
  /// Answers what, where and when in one sentence and the figures behind it.
  ///
  /// - Parameters:
  ///   - category: `nil` for all together.
  ///   - area: A code or a name; `nil` for the whole partnership.
  ///   - period: `nil` for the last month imported.
  /// - Returns: The answer.
  /// - Throws: ``NodeServiceError/periodUnknown``, ``NodeServiceError/areaUnknown(_:)``.
  public func scan(
    category: CrimeCategory?, area: String? = nil, period: MonthPeriod? = nil
  ) throws -> ScanResult {
    let imported = try database.months()
    guard let first = imported.first, let last = imported.last else {
      throw NodeServiceError.periodUnknown
    }
    let period = period ?? MonthPeriod(last)
    let place = try place(area)
    let span = MonthPeriod(first: min(first, period.first), last: max(last, period.last))
    guard let span else { throw NodeServiceError.periodUnknown }
    let counts = try monthlyCounts(category, place.areas, span, imported)
    let residents = try database.population(.lowerSuperOutputArea2011)
    let question = ScanQuestion(
      category: category, place: place.name, areas: place.areas, period: period)
    let evidence = ScanEvidence(
      counts: MonthlyCounts(counts), residents: Self.residents(place.areas, residents),
      region: area == nil ? nil : try whole(category, span, imported, residents))
    return ScanResult(
      answer: ScanAnswer(question, from: evidence),
      months: counts.filter { $0.key <= period.last }.sorted { $0.key < $1.key }
        .map { .init(month: $0.key, count: $0.value) })
  }

  /// The whole partnership, to compare a part of it with.
  private func whole(
    _ category: CrimeCategory?, _ span: MonthPeriod, _ imported: [Month],
    _ residents: [AreaCode: Int]
  ) throws -> RegionEvidence? {
    let areas = try zones()
    guard let people = Self.residents(areas, residents) else { return nil }
    return RegionEvidence(
      name: partnership.name,
      counts: MonthlyCounts(try monthlyCounts(category, areas, span, imported)),
      residents: people)
  }

  private func monthlyCounts(
    _ category: CrimeCategory?, _ areas: [AreaCode], _ span: MonthPeriod, _ imported: [Month]
  ) throws -> [Month: Int] {
    let series = try database.series(category, areas: areas, period: span)
    // A month that was not imported is unknown, not a zero.
    return Dictionary(
      uniqueKeysWithValues: imported.filter { span.months.contains($0) }.map {
        ($0, series[$0.index - span.first.index])
      })
  }

  private static func residents(_ areas: [AreaCode], _ known: [AreaCode: Int]) -> Int? {
    let found = areas.compactMap { known[$0] }
    return found.count == areas.count && !areas.isEmpty ? found.reduce(0, +) : nil
  }

  /// The lower super output areas of this partnership.
  func zones() throws -> [AreaCode] {
    try database.areas(.lowerSuperOutputArea2011, in: partnership.districts)
  }

  /// Finds an area of the partnership by its code or name.
  func place(_ area: String?) throws -> (name: String, areas: [AreaCode]) {
    let zones = try zones()
    guard let area else { return (partnership.name, zones) }
    let kinds: [AreaKind] = [
      .district, .ward2025, .ward2013, .middleSuperOutputArea2011, .lowerSuperOutputArea2011,
    ]
    let own = Set(zones)
    for kind in kinds {
      let matches = try database.areas(kind).filter {
        $0.code.description == area.uppercased()
          || $0.name.compare(area, options: [.caseInsensitive]) == .orderedSame
      }
      for match in matches {
        let parts =
          kind == .lowerSuperOutputArea2011
          ? [match.code]
          : try database.areas(.lowerSuperOutputArea2011, in: [match.code], parentKind: kind)
        let inside = parts.filter(own.contains)
        guard !inside.isEmpty else { continue }
        return (match.name.isEmpty ? match.code.description : match.name, inside)
      }
    }
    throw NodeServiceError.areaUnknown(area)
  }
}

import CrimePatterns
import NodeService
import NodeStore
import PartnershipRecords
import WebPages

extension NodePageSource {
  func scan(_ selection: ScanSelection, for person: SignedInPerson) async throws -> ScanPage {
    guard !person.role.isRegional, person.role != .nodeAdministrator else {
      throw PageRefusal.notAllowed(
        action: "see counts of crimes", allowed: "somebody who works with them")
    }
    let directory = try PlaceDirectory(node)
    let imported = try node.database.months()
    guard !imported.isEmpty else {
      return .beforeImport(
        selection, place: node.partnership.name, areas: directory.choices())
    }
    let result = try scan(selection)
    return ScanAnswerPage(
      result: result, selection: selection, imported: imported, directory: directory,
      residents: try node.database.population(.lowerSuperOutputArea2011),
      counts: try counts(selection.category, in: result), role: person.role
    ).page()
  }

  private func scan(_ selection: ScanSelection) throws -> ScanResult {
    do {
      return try node.scan(
        category: selection.category, area: selection.area?.description,
        period: selection.period)
    } catch NodeServiceError.areaUnknown(let area) {
      throw PageRefusal.notFound(what: "area \(area)")
    }
  }

  private func counts(_ category: CrimeCategory?, in result: ScanResult) throws
    -> [AreaCode: Int]
  {
    let question = result.answer.question
    var counts: [AreaCode: Int] = [:]
    for count in try node.database.counts(question.period, areas: question.areas)
    where category == nil || count.category == category {
      counts[count.area, default: 0] += count.count
    }
    return counts
  }
}

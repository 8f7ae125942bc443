import BusinessCycle
import Disclosure
import NodeService
import NodeStore
import PartnershipRecords
import WebPages

extension NodePageSource {
  /// How many cells a page of a preview has.
  static let previewCells = 50

  func releases(for person: SignedInPerson) async throws -> [ReleaseSummary] {
    try person.require(.read, .release, to: "see releases")
    let entries = try node.ledgerEntries()
    return try node.database.releaseLedger().releases.reversed().map {
      ReleaseSummary($0, in: entries)
    }
  }

  func releasePreview(
    _ reference: String, filter: PreviewFilter, for person: SignedInPerson
  ) async throws -> ReleasePreviewPage? {
    let rights = PermissionMatrix.permission(person.role, .release)
    guard !person.isVisitor, !rights.isDisjoint(with: [.create, .decide]) else {
      throw PageRefusal.notAllowed(
        action: "see true counts beside what leaves", allowed: "an analyst or the liaison officer")
    }
    guard let record = try node.database.releaseLedger().record(of: reference) else { return nil }
    let cells = try look(at: record, by: try person.actor())
    // A look may have been recorded just now; the draw is as it was.
    let release = ReleaseSummary(record, in: try node.ledgerEntries())
    return PreviewPage(
      release: release, draw: record.draw, cells: cells, directory: try PlaceDirectory(node)
    ).page(filter, size: Self.previewCells)
  }

  /// A release that waits is looked at with a note of who did, once for each person; later looks and
  /// pages change nothing.
  private func look(at record: ReleaseRecord, by actor: Actor) throws -> [PreviewCell] {
    let isWaiting = record.step == .built || record.step == .previewed
    let isKnown = previews.hasLooked(actor.handle, at: record.release)
    guard isWaiting, record.step == .built || !isKnown else {
      return try node.cells(of: record.release)
    }
    let cells = try node.previewRelease(record.release, by: actor)
    previews.note(actor.handle, at: record.release)
    return cells
  }

  func approveRelease(_ reference: String, by person: SignedInPerson) async throws {
    do {
      try node.approveRelease(reference, by: try person.actor(to: "approve a release"))
    } catch NodeServiceError.releaseUnknown(let release) {
      throw PageRefusal.notFound(what: "release \(release)")
    }
  }
}

internal import PartnershipRecords
public import Disclosure
public import NodeStore

extension NodeService {
  /// The areas of the partnership: each small area by itself, and the larger ones around them.
  public func places() throws -> [NamedPlace] { try database.places(in: partnership.districts) }

  /// The cells of a release that was looked at before; nothing is recorded.
  ///
  /// - Throws: ``NodeServiceError/releaseUnknown(_:)``; `DisclosureError` if the areas have changed
  ///   since it was drawn.
  public func cells(of release: String) throws -> [PreviewCell] {
    guard let cells = try database.drawnCells(of: release, scheme: try scheme()) else {
      throw NodeServiceError.releaseUnknown(release)
    }
    return cells
  }

  /// Every entry of the release ledger, the oldest first.
  public func ledgerEntries() throws -> [LedgerEntry] { try database.ledgerEntries() }
}

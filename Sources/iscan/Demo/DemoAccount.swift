internal import NodeStore
internal import Intake
import Foundation
import HubService
import NodeService
import PartnershipRecords

/// What became of every street row that the demonstration's nodes were given.
struct DemoAccount: Codable {
  /// Rows in the street files of all forces.
  let rows: Int
  /// Kept by the node in whose area they lie.
  let kept: Int
  /// Outside the area of every partnership.
  let outside: Int
  /// Without coordinates: kept by every node of the force, in no area.
  let withoutCoordinates: Int
  /// Could not be read; set aside by the nodes.
  let setAside: Int

  var addsUp: Bool { kept + outside + withoutCoordinates + setAside == rows }

  /// Adds up the accounts of all nodes.
  init(_ region: DemoRegion) throws {
    let own = Set(region.partnerships.compactMap { AreaCode($0.district) })
    var rows = 0
    var kept = 0
    var outside = 0
    var withoutCoordinates = 0
    var setAside = 0
    var counted: Set<String> = []
    for partnership in region.partnerships {
      let node = try NodeService(home: NodeHome(region.layout.nodeHome(partnership)))
      for account in try node.database.importAccounts() where account.kind == .street {
        let isOwnForce = account.forces.contains { region.isForce($0, of: partnership) }
        kept += account.kept - account.unplaced
        // What all nodes of a force were given alike is counted once.
        guard isOwnForce, counted.insert(partnership.force).inserted else { continue }
        rows += account.rowsIn
        withoutCoordinates += account.unplaced
        setAside += account.rejected
        outside += account.leftOut.filter { $0.district.map { !own.contains($0) } ?? true }
          .reduce(0) { $0 + $1.rows }
      }
    }
    self.rows = rows
    self.kept = kept
    self.outside = outside
    self.withoutCoordinates = withoutCoordinates
    self.setAside = setAside
  }

  var text: String {
    """

    Of \(rows) street rows, \(kept) are kept by the node of the area that they lie in, \
    \(outside) lie outside every partnership's area and \(withoutCoordinates) have no coordinates\
    \(setAside > 0 ? "; \(setAside) could not be read" : ""):
      \(kept) + \(outside) + \(withoutCoordinates)\(setAside > 0 ? " + \(setAside)" : "") \
    = \(kept + outside + withoutCoordinates + setAside)\(addsUp ? "" : ", which is not \(rows)")
    """
  }
}

public import Geography
public import GRDB
public import PartnershipRecords

extension HubDatabase {
  /// Keeps which small area belongs to which larger ones; what is said later holds.
  public static func store(_ zones: [BaseZone], in db: Database) throws {
    for zone in zones {
      try db.execute(
        literal: """
          INSERT OR REPLACE INTO baseZone (zone, middle, district)
          VALUES (\(zone.zone.description), \(zone.middle.description),
            \(zone.district.description))
          """)
    }
  }

  /// The zones of some districts; `nil` if any of the districts is not known here.
  public static func zones(of districts: [AreaCode], in db: Database) throws -> BaseZones? {
    var rows: [BaseZone] = []
    for district in districts {
      let found = try Row.fetchAll(
        db, sql: "SELECT zone, middle FROM baseZone WHERE district = ?",
        arguments: [district.description]
      ).compactMap { row -> BaseZone? in
        guard let zone = AreaCode(row["zone"]), let middle = AreaCode(row["middle"]) else {
          return nil
        }
        return BaseZone(zone: zone, middle: middle, district: district)
      }
      guard !found.isEmpty else { return nil }
      rows += found
    }
    return try BaseZones(rows)
  }

  /// How many areas are known here.
  public static func zoneCount(in db: Database) throws -> Int {
    try Int.fetchOne(db, sql: "SELECT count(*) FROM baseZone") ?? 0
  }
}

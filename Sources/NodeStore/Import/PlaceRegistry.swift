internal import ReplicaStore
internal import GRDB
internal import Intake
internal import PartnershipRecords

/// Decides about places, each once, and enters those that are kept.
struct PlaceRegistry {
  private var decisions: [PlaceDecision] = []
  private var generation = 0

  /// Forgets all, as after a transaction that was rolled back.
  mutating func forget() { decisions.removeAll() }

  /// Returns what is done with a place's rows.
  ///
  /// - Parameters:
  ///   - number: The place's number in `table`; numbers come in ascending order.
  ///   - table: The places.
  ///   - decide: Decides about a place that is new.
  /// - Returns: The decision, the same at every call.
  mutating func decision(
    _ number: Int32, in table: PlaceTable, _ decide: (StatedPlace) throws -> PlaceDecision
  ) rethrows -> PlaceDecision {
    if generation != table.generation {
      decisions.removeAll(keepingCapacity: true)
      generation = table.generation
    }
    while decisions.count <= Int(number) {
      decisions.append(try decide(table.places[decisions.count]))
    }
    return decisions[Int(number)]
  }
}

/// Works out areas and districts, and reads and writes the table `place`.
final class PlaceWriter {
  private let find: FastStatement
  private let insert: FastStatement
  private let complete: FastStatement
  private let locate: Locate

  init(_ db: Database, locate: @escaping Locate) throws {
    self.locate = locate
    find = try FastStatement(
      db,
      """
      SELECT id, area, statedArea, computed11 FROM place
      WHERE longitudeE6 = ? AND latitudeE6 = ?
      """)
    insert = try FastStatement(
      db,
      """
      INSERT INTO place
        (longitudeE6, latitudeE6, street, statedArea, computed11, computed21, area)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """)
    complete = try FastStatement(
      db, "UPDATE place SET street = ?, statedArea = ? WHERE id = ? AND statedArea IS NULL")
  }

  /// Decides about a place's rows without entering it.
  func judge(_ place: StatedPlace, _ areas: inout AreaDirectory) -> PlaceDecision {
    guard let found = area(of: place, areas) else {
      return PlaceDecision(
        placeId: 0, area: -1, district: nil, isKept: false, agreement: .notComparable)
    }
    let isKept = areas.districts.contains(found.district)
    return PlaceDecision(
      placeId: 0, area: -1, district: found.district, isKept: isKept, agreement: .notComparable)
  }

  /// Decides about a place's rows, and enters it if they are kept.
  func register(_ place: StatedPlace, _ areas: inout AreaDirectory) throws -> PlaceDecision {
    guard let found = area(of: place, areas), areas.districts.contains(found.district) else {
      return judge(place, &areas)
    }
    if let known = try known(place, found.district, &areas) { return known }
    let computed =
      found.computed
      ?? locate(.lowerSuperOutputArea2011, place.longitude, place.latitude)
    let computed21 = locate(.lowerSuperOutputArea2021, place.longitude, place.latitude)
    insert.bind(1, Int64(place.longitudeE6))
    insert.bind(2, Int64(place.latitudeE6))
    insert.bind(3, place.street)
    insert.bind(4, place.area?.description)
    insert.bind(5, computed?.description)
    insert.bind(6, computed21?.description)
    insert.bind(7, found.area.description)
    try insert.execute()
    return PlaceDecision(
      placeId: insert.lastInsertedID, area: areas.number(of: found.area),
      district: found.district, isKept: true, agreement: agreement(place.area, computed, areas))
  }

  /// The LSOA 2011 that a place counts for: the stated one if it is in the look-up, else computed.
  private func area(
    of place: StatedPlace, _ areas: AreaDirectory
  ) -> (area: AreaCode, district: AreaCode, computed: AreaCode?)? {
    if let stated = place.area, let district = areas.district(of: stated) {
      return (stated, district, nil)
    }
    guard let computed = locate(.lowerSuperOutputArea2011, place.longitude, place.latitude),
      let district = areas.district(of: computed)
    else { return nil }
    return (computed, district, computed)
  }

  /// A place that is entered already; the area that it was given stays.
  private func known(
    _ place: StatedPlace, _ district: AreaCode, _ areas: inout AreaDirectory
  ) throws -> PlaceDecision? {
    find.bind(1, Int64(place.longitudeE6))
    find.bind(2, Int64(place.latitudeE6))
    guard try find.next() else { return nil }
    let id = find.integer(0)
    let area = try areaCode(find.text(1) ?? "", "place")
    let hasStated = find.text(2) != nil
    let computed = find.text(3).flatMap { AreaCode($0) }
    find.reset()
    if !hasStated, let stated = place.area {
      complete.bind(1, place.street)
      complete.bind(2, stated.description)
      complete.bind(3, id)
      try complete.execute()
    }
    return PlaceDecision(
      placeId: id, area: areas.number(of: area), district: district, isKept: true,
      agreement: agreement(place.area, computed, areas))
  }

  private func agreement(
    _ stated: AreaCode?, _ computed: AreaCode?, _ areas: AreaDirectory
  ) -> PlaceDecision.Agreement {
    guard let stated, let computed, areas.district(of: stated) != nil else {
      return .notComparable
    }
    return stated == computed ? .same : .different
  }
}

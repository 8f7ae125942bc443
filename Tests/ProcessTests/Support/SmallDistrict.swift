import Foundation

/// Files of one small district, for a node that needs few of everything.
struct SmallDistrict {
  let partnership: TestPartnership
  /// LSOAs of 2011, three to each MSOA.
  let zones: [String]

  init(_ partnership: TestPartnership) {
    self.partnership = partnership
    zones = (1...6).map { "E0190\(partnership.district.suffix(3))\($0)" }
  }

  /// Look-ups of the small areas to the larger ones; a node needs them, and the hub.
  func lookups(in folder: ScratchFolder) throws -> [String] {
    let districts = zones.map { "\($0) name,\($0),\(partnership.name),\(partnership.district)" }
    let middles = zones.enumerated().map { index, zone in
      "\(zone) name,\(zone),Middle \(index / 3),\(middle(index / 3))"
    }
    return [
      try folder.write(
        lines(["lsoa11_name,lsoa11_code,ltla21_name,ltla21_code"] + districts),
        to: "\(partnership.reference)/lsoa11-lad21.csv"),
      try folder.write(
        lines(["lsoa11_name,lsoa11_code,msoa11_name,msoa11_code"] + middles),
        to: "\(partnership.reference)/lsoa11-msoa11.csv"),
    ]
  }

  private func middle(_ index: Int) -> String {
    "E0290\(partnership.district.suffix(3))\(index)"
  }

  func population(in folder: ScratchFolder) throws -> String {
    try folder.write(
      lines(["lsoa11_code,lsoa11_name,total_population"] + zones.map { "\($0),\($0) name,1500" }),
      to: "\(partnership.reference)/population.csv")
  }

  /// One square for each small area, side by side.
  func boundaries(in folder: ScratchFolder) throws -> String {
    let shapes = zones.enumerated().map { index, zone in
      let (west, east) = (-1.5 + Double(index) * 0.02, -1.48 + Double(index) * 0.02)
      let ring = [(west, 54.6), (east, 54.6), (east, 54.7), (west, 54.7), (west, 54.6)]
        .map { "[\($0.0), \($0.1)]" }.joined(separator: ", ")
      return """
        {"type": "Feature", "properties": {"LSOA11CD": "\(zone)", "LSOA11NM": "\(zone) name"},
         "geometry": {"type": "Polygon", "coordinates": [[\(ring)]]}}
        """
    }
    return try folder.write(
      "{\"type\": \"FeatureCollection\", \"features\": [\(shapes.joined(separator: ","))]}",
      to: "\(partnership.reference)/lsoa11.geojson")
  }

  func lines(_ lines: [String]) -> String { lines.joined(separator: "\r\n") + "\r\n" }
}

// MARK: - Police files

extension SmallDistrict {
  static let sharedColumns =
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name"
  static let streetColumns = sharedColumns + ",Crime type,Last outcome category,Context"

  /// An ordinary month of 24 burglaries, four in each area.
  func street(month: String, in folder: ScratchFolder, also rows: [String] = []) throws -> String {
    let ordinary = (0..<24).map { number in
      let zone = number % 6
      let digits = String(format: "%064x", number + 1)
      return [
        digits, month, "Fellshire Police", "Fellshire Police",
        String(format: "%.6f", -1.49 + Double(zone) * 0.02), "54.650000",
        "On or near High Street", zones[zone], "", "Burglary", "Under investigation", "",
      ].joined(separator: ",")
    }
    return try folder.write(
      lines([Self.streetColumns] + ordinary + rows),
      to: "\(partnership.reference)/\(month)-fellshire-street.csv")
  }
}

/// Boundaries, look-ups and population, made from the map alone.
struct ReferenceFiles {
  let map: RegionMap

  /// The three boundary layers of a district.
  func boundaries(of district: Int) -> [GeneratedFile] {
    let code = RegionPlan.districtCode(district)
    let small = map.areas(of: district).map {
      AreaShape(code: $0.code, name: $0.name, ring: $0.ring)
    }
    let middle = map.middleAreas.filter { $0.district == district }.map {
      AreaShape(
        code: $0.code, name: $0.name, ring: map.lattice.ring(columns: $0.columns, rows: $0.rows))
    }
    return [
      BoundaryFiles.file("LSOA11", district: code, small),
      BoundaryFiles.file("LSOA21", district: code, CensusChange(map, district: district).shapes),
      BoundaryFiles.file("MSOA11", district: code, middle),
    ]
  }

  /// Small areas by district.
  var districtLookup: GeneratedFile {
    lookup("lsoa11-lad21", ["lsoa11_name", "lsoa11_code", "ltla21_name", "ltla21_code"]) {
      map.areas.map {
        [
          $0.name, $0.code, RegionPlan.districts[$0.district].name,
          RegionPlan.districtCode($0.district),
        ]
      }
    }
  }

  /// Small areas by middle area.
  var middleAreaLookup: GeneratedFile {
    lookup("lsoa11-msoa11", ["lsoa11_name", "lsoa11_code", "msoa11_name", "msoa11_code"]) {
      map.areas.map { [$0.name, $0.code, $0.middleArea.name, $0.middleArea.code] }
    }
  }

  /// Small areas of 2011 to those of 2021.
  var censusLookup: GeneratedFile {
    let columns = [
      "lsoa11_name", "lsoa11_code", "change_code", "lsoa21_name", "lsoa21_code", "ltla22_name",
      "ltla22_code",
    ]
    return lookup("lsoa11-lsoa21-lad22", columns) {
      RegionPlan.districts.indices.flatMap { district in
        CensusChange(map, district: district).rows.map {
          [
            $0.old.name, $0.old.code, $0.change, $0.name, $0.code,
            RegionPlan.districts[district].name, RegionPlan.districtCode(district),
          ]
        }
      }
    }
  }

  /// Districts by partnership and police force.
  var partnershipLookup: GeneratedFile {
    let columns = [
      "ltla24_code", "ltla24_name", "csp24_code", "csp24_name", "pfa24_code", "pfa24_name",
    ]
    return lookup("lad24-csp24-pfa24", columns) {
      RegionPlan.districts.enumerated().map { district, plan in
        let force = RegionPlan.forces.firstIndex(of: plan.force) ?? 0
        return [
          RegionPlan.districtCode(district), plan.name, RegionMap.code("E22", 901 + district),
          plan.name, RegionMap.code("E23", 901 + force), RegionPlan.areaNames[force],
        ]
      }
    }
  }

  /// Residents of each small area.
  var population: GeneratedFile {
    var bytes: [UInt8] = []
    bytes.addLookupRow(["lsoa11_code", "lsoa11_name", "total_population"])
    for area in map.areas { bytes.addLookupRow([area.code, area.name], number: area.population) }
    return GeneratedFile(
      path: "population/lsoa11-mid-2020-england-wales.csv", contents: bytes)
  }

  private func lookup(
    _ name: String, _ columns: [String], _ rows: () -> [[String]]
  ) -> GeneratedFile {
    var bytes: [UInt8] = []
    bytes.addLookupRow(columns)
    for row in rows() { bytes.addLookupRow(row) }
    return GeneratedFile(path: "lookups/\(name).csv", contents: bytes)
  }
}

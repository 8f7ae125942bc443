/// How the small areas of 2011 became those of 2021: in each district one was split and two were
/// joined, the others stayed.
struct CensusChange {
  struct Row {
    let old: SmallArea
    /// U unchanged, S split, M merged.
    let change: String
    let code: String
    let name: String
  }

  /// In order of the old code; a split area has two rows.
  let rows: [Row]
  /// The areas of 2021, in order of code.
  let shapes: [AreaShape]

  /// Works out the changes of one district.
  init(_ map: RegionMap, district: Int) {
    let areas = map.areas(of: district)
    let first = 950_001 + 3 * district
    var rows: [Row] = []
    var shapes: [AreaShape] = []
    let joined = Array(areas.suffix(2))
    for (place, area) in areas.enumerated() {
      if place == 0 {
        let (west, east) = map.lattice.halves(column: area.column, row: area.row)
        for (part, ring) in [west, east].enumerated() {
          let code = RegionMap.code("E01", first + part)
          let name = area.middleArea.name + ["X", "Y"][part]
          rows.append(Row(old: area, change: "S", code: code, name: name))
          shapes.append(AreaShape(code: code, name: name, ring: ring))
        }
      } else if place >= areas.count - 2 {
        let name = area.middleArea.name + "Z"
        rows.append(
          Row(old: area, change: "M", code: RegionMap.code("E01", first + 2), name: name))
      } else {
        rows.append(Row(old: area, change: "U", code: area.code, name: area.name))
        shapes.append(AreaShape(code: area.code, name: area.name, ring: area.ring))
      }
    }
    if let west = joined.first, let last = rows.last {
      let ring = map.lattice.ring(
        columns: west.column..<west.column + 2, rows: west.row..<west.row + 1)
      shapes.append(AreaShape(code: last.code, name: last.name, ring: ring))
    }
    self.rows = rows
    self.shapes = shapes.sorted { $0.code < $1.code }
  }
}

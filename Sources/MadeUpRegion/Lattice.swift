/// The net of crooked lines that all areas of the region are cut from, so that neighbours share
/// their edges exactly.
///
/// Lines are numbered from the west and from the south. Corners are moved by up to 12 % of the
/// distance to their neighbours, and each edge has two more points moved by up to 5 %: little
/// enough that no two edges cross.
struct Lattice {
  let seed: UInt64
  /// Where the lines would be if they were straight, in millionths of a degree, ascending.
  let longitudes: [Int]
  let latitudes: [Int]

  /// The ring around a block of cells, against the clock from its south-western corner.
  ///
  /// - Parameters:
  ///   - columns: Cells from west to east; not empty.
  ///   - rows: Cells from south to north; not empty.
  /// - Returns: A ring with the crooked edges of all cells on the block's border.
  func ring(columns: Range<Int>, rows: Range<Int>) -> Ring {
    var points: [MapPoint] = []
    for column in columns { points += southern(column, rows.lowerBound) }
    for row in rows { points += western(columns.upperBound, row) }
    for column in columns.reversed() {
      points.append(corner(column + 1, rows.upperBound))
      points += southern(column, rows.upperBound).dropFirst().reversed()
    }
    for row in rows.reversed() {
      points.append(corner(columns.lowerBound, row + 1))
      points += western(columns.lowerBound, row).dropFirst().reversed()
    }
    return Ring(points: points)
  }

  /// The two parts of one cell, cut from south to north at about a third of its width.
  func halves(column: Int, row: Int) -> (west: Ring, east: Ring) {
    let south = southern(column, row)
    let north = southern(column, row + 1)
    let west = western(column, row)
    let east = western(column + 1, row)
    let westernPart = [south[0], south[1], north[1], north[0], west[2], west[1]]
    let easternPart =
      [south[1], south[2], east[0], east[1], east[2], corner(column + 1, row + 1)]
      + [north[2], north[1]]
    return (Ring(points: westernPart), Ring(points: easternPart))
  }

  /// The southern edge of a cell, from its western corner on, without its eastern corner.
  private func southern(_ column: Int, _ row: Int) -> [MapPoint] {
    let start = corner(column, row)
    let end = corner(column + 1, row)
    return [start]
      + (1...2).map { third in
        var draws = SeededDraws(seed: seed, .edgePoint, 0, column, row, third)
        return MapPoint(
          longitude: start.longitude + (end.longitude - start.longitude) * third / 3,
          latitude: start.latitude + (end.latitude - start.latitude) * third / 3
            + draws.around(gap(latitudes, row) / 20))
      }
  }

  /// The western edge of a cell, from its southern corner on, without its northern corner.
  private func western(_ column: Int, _ row: Int) -> [MapPoint] {
    let start = corner(column, row)
    let end = corner(column, row + 1)
    return [start]
      + (1...2).map { third in
        var draws = SeededDraws(seed: seed, .edgePoint, 1, column, row, third)
        return MapPoint(
          longitude: start.longitude + (end.longitude - start.longitude) * third / 3
            + draws.around(gap(longitudes, column) / 20),
          latitude: start.latitude + (end.latitude - start.latitude) * third / 3)
      }
  }

  private func corner(_ column: Int, _ row: Int) -> MapPoint {
    var draws = SeededDraws(seed: seed, .corner, column, row)
    return MapPoint(
      longitude: longitudes[column] + draws.around(gap(longitudes, column) * 12 / 100),
      latitude: latitudes[row] + draws.around(gap(latitudes, row) * 12 / 100))
  }

  /// The distance from a line to the nearer of its neighbours.
  private func gap(_ lines: [Int], _ number: Int) -> Int {
    let before = number > 0 ? lines[number] - lines[number - 1] : Int.max
    let after = number + 1 < lines.count ? lines[number + 1] - lines[number] : Int.max
    return min(before, after)
  }
}

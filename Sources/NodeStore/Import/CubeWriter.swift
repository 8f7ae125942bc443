internal import ReplicaStore
internal import GRDB
internal import PartnershipRecords

/// Collects changes of the table of counts, and makes them in order.
struct CubeWriter {
  /// How many cells are collected before they are written: a bound on memory.
  static let mostCells = 65_536

  private var changes: [UInt64: Int32] = [:]
  private let upsert: FastStatement

  init(_ db: Database) throws {
    upsert = try FastStatement(
      db,
      """
      INSERT INTO cube (area, month, category, count)
      VALUES (?1, ?2, ?3, max(?4, 0))
      ON CONFLICT (area, month, category) DO UPDATE SET count = count + ?4
      """)
  }

  /// Counts events.
  ///
  /// - Parameters:
  ///   - area: The area's number; negative for an event without one, which is not counted.
  ///   - month: `Month.index`.
  ///   - category: `CrimeCategory.rawValue`.
  ///   - count: How many more, or fewer.
  mutating func add(area: Int32, month: Int32, category: UInt8, _ count: Int32) {
    guard area >= 0 else { return }
    let key =
      UInt64(UInt32(bitPattern: area)) << 32 | UInt64(UInt32(bitPattern: month)) << 8
      | UInt64(category)
    changes[key, default: 0] += count
  }

  /// Writes if there is much to write.
  mutating func flushIfFull(_ areas: AreaDirectory) throws {
    if changes.count >= Self.mostCells { try flush(areas) }
  }

  /// Writes all changes.
  mutating func flush(_ areas: AreaDirectory) throws {
    let codes = areas.areas.map(\.description)
    for (key, count) in changes.sorted(by: { $0.key < $1.key }) where count != 0 {
      upsert.bind(1, codes[Int(key >> 32)])
      upsert.bind(2, Int64(key >> 8 & 0xFF_FFFF))
      upsert.bind(3, Int64(key & 0xFF))
      upsert.bind(4, Int64(count))
      try upsert.execute()
    }
    changes.removeAll(keepingCapacity: true)
  }
}

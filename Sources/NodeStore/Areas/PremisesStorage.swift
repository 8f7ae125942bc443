internal import Geography
internal import GRDB
public import Intake

extension NodeDatabase {
  /// Stores the premises of a register's file, in place of those that it brought before.
  ///
  /// - Parameters:
  ///   - premises: The entries.
  ///   - source: The file's name, such as `FHRS410en-GB.xml`.
  /// - Throws: ``NodeStoreError`` if the storage fails.
  public func store(premises: [Premises], source: String) throws {
    try write { db in
      try db.execute(sql: "DELETE FROM premises WHERE source = ?", arguments: [source])
      let statement = try db.makeStatement(
        sql: """
          INSERT INTO premises (source, type, name, longitude, latitude)
          VALUES (?, ?, ?, ?, ?)
          """)
      for entry in premises {
        try statement.execute(arguments: [
          source, entry.type, entry.name, entry.coordinate?.longitude, entry.coordinate?.latitude,
        ])
      }
    }
  }

  /// Returns the premises of a type, in the order in which they were stored.
  public func premises(type: String) throws -> [Premises] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: "SELECT type, name, longitude, latitude FROM premises WHERE type = ? ORDER BY id",
        arguments: [type]
      ).map { row in
        let longitude: Double? = row["longitude"]
        let latitude: Double? = row["latitude"]
        var coordinate: Coordinate?
        if let longitude, let latitude {
          coordinate = Coordinate(longitude: longitude, latitude: latitude)
        }
        return Premises(name: row["name"], type: row["type"], coordinate: coordinate)
      }
    }
  }

  /// Returns how many premises of each type there are, in order of type.
  public func premisesTypes() throws -> [(type: String, count: Int)] {
    try read { db in
      try Row.fetchAll(
        db, sql: "SELECT type, count(*) AS number FROM premises GROUP BY type ORDER BY type"
      ).map { (type: $0["type"], count: $0["number"]) }
    }
  }
}

public import Geography
internal import GRDB
public import PartnershipRecords

/// An area's code, kind and name.
public struct AreaName: Hashable, Sendable, Codable {
  public let code: AreaCode
  public let kind: AreaKind
  public let name: String

  public init(code: AreaCode, kind: AreaKind, name: String) {
    self.code = code
    self.kind = kind
    self.name = name
  }
}

extension NodeDatabase {
  /// Stores areas' names and which area belongs to which. What was said later holds.
  ///
  /// - Parameters:
  ///   - areas: Names; an empty one does not replace a known one.
  ///   - parents: Links; an area has one parent of each kind. Areas they name are added.
  /// - Throws: ``NodeStoreError`` if the storage fails.
  public func store(areas: [AreaName] = [], parents: [AreaLink] = []) throws {
    try write { db in
      let names = try AreaNameStatement(db)
      for area in areas { try names.store(area.kind, area.code, area.name) }
      let link = try db.makeStatement(
        sql: """
          INSERT INTO areaParent (childKind, child, parentKind, parent)
          VALUES (?, ?, ?, ?)
          ON CONFLICT (childKind, child, parentKind) DO UPDATE SET parent = excluded.parent
          """)
      for parent in parents {
        try names.store(parent.childKind, parent.child, "")
        try names.store(parent.parentKind, parent.parent, "")
        try link.execute(arguments: [
          parent.childKind.rawValue, parent.child.description, parent.parentKind.rawValue,
          parent.parent.description,
        ])
      }
    }
  }

  /// Stores areas' shapes and names; a shape takes the place of an earlier one.
  public func store(boundaries: [Boundary]) throws {
    try write { db in
      let names = try AreaNameStatement(db)
      let shape = try db.makeStatement(
        sql: """
          INSERT INTO areaBoundary (kind, code, polygons)
          VALUES (?, ?, ?)
          ON CONFLICT (kind, code) DO UPDATE SET polygons = excluded.polygons
          """)
      for boundary in boundaries {
        try names.store(boundary.kind, boundary.code, boundary.name)
        try shape.execute(arguments: [
          boundary.kind.rawValue, boundary.code.description,
          BoundaryBlob.data(boundary.polygons),
        ])
      }
    }
  }

  /// Stores how many people live in areas.
  ///
  /// - Parameter population: A figure takes the place of an earlier one of the same source.
  /// - Throws: ``NodeStoreError`` if the storage fails.
  public func store(population: [AreaPopulation]) throws {
    try write { db in
      let names = try AreaNameStatement(db)
      let statement = try db.makeStatement(
        sql: """
          INSERT INTO population (kind, code, source, persons)
          VALUES (?, ?, ?, ?)
          ON CONFLICT (kind, source, code) DO UPDATE SET persons = excluded.persons
          """)
      for row in population {
        try names.store(row.kind, row.area, "")
        try statement.execute(arguments: [
          row.kind.rawValue, row.area.description, row.source, row.persons,
        ])
      }
    }
  }
}

/// How many people live in an area.
public struct AreaPopulation: Hashable, Sendable, Codable {
  public let area: AreaCode
  public let kind: AreaKind
  public let persons: Int
  /// Where the figure is from, such as `mid-2020`.
  public let source: String

  public init(area: AreaCode, kind: AreaKind, persons: Int, source: String) {
    self.area = area
    self.kind = kind
    self.persons = persons
    self.source = source
  }
}

/// Adds an area, or its name if it had none.
private struct AreaNameStatement {
  private let statement: Statement

  init(_ db: Database) throws {
    statement = try db.makeStatement(
      sql: """
        INSERT INTO area (kind, code, name)
        VALUES (?, ?, ?)
        ON CONFLICT (kind, code) DO UPDATE SET name = excluded.name
        WHERE excluded.name <> '' AND excluded.name <> area.name
        """)
  }

  func store(_ kind: AreaKind, _ code: AreaCode, _ name: String) throws {
    try statement.execute(arguments: [kind.rawValue, code.description, name])
  }
}

public import Geography
internal import Foundation
internal import GRDB
public import PartnershipRecords

extension NodeDatabase {
  /// Returns the areas of a kind with their names, in order of code.
  public func areas(_ kind: AreaKind) throws -> [AreaName] {
    try read { db in
      try Row.fetchAll(
        db, sql: "SELECT code, name FROM area WHERE kind = ? ORDER BY code",
        arguments: [kind.rawValue]
      ).map { AreaName(code: try areaCode($0["code"], "area"), kind: kind, name: $0["name"]) }
    }
  }

  /// Returns an area's name; `nil` if it is not known or has none.
  public func name(of code: AreaCode, kind: AreaKind) throws -> String? {
    try read { db in
      try String.fetchOne(
        db, sql: "SELECT name FROM area WHERE kind = ? AND code = ? AND name <> ''",
        arguments: [kind.rawValue, code.description])
    }
  }

  /// Returns the areas of a kind that make up larger areas, in order of code.
  ///
  /// - Parameters:
  ///   - kind: The kind wanted, such as LSOA 2011.
  ///   - parents: The larger areas.
  ///   - parentKind: Their kind, normally district.
  /// - Returns: In order of code.
  /// - Throws: ``NodeStoreError`` if the storage fails.
  public func areas(
    _ kind: AreaKind, in parents: some Sequence<AreaCode>, parentKind: AreaKind = .district
  ) throws -> [AreaCode] {
    try read { db in
      var codes: [AreaCode] = []
      for parent in Set(parents).sorted() {
        codes += try String.fetchAll(
          db,
          sql: """
            SELECT child FROM areaParent
            WHERE parentKind = ? AND parent = ? AND childKind = ?
            """,
          arguments: [parentKind.rawValue, parent.description, kind.rawValue]
        ).map { try areaCode($0, "areaParent") }
      }
      return codes.sorted()
    }
  }

  /// Returns which area of a kind each area of another kind belongs to.
  public func parents(
    of childKind: AreaKind, kind parentKind: AreaKind
  ) throws -> [AreaCode: AreaCode] {
    try read { try parents(of: childKind, kind: parentKind, in: $0) }
  }

  func parents(
    of childKind: AreaKind, kind parentKind: AreaKind, in db: Database
  ) throws -> [AreaCode: AreaCode] {
    let rows = try Row.fetchCursor(
      db,
      sql: "SELECT child, parent FROM areaParent WHERE childKind = ? AND parentKind = ?",
      arguments: [childKind.rawValue, parentKind.rawValue])
    var parents: [AreaCode: AreaCode] = [:]
    while let row = try rows.next() {
      let child = try areaCode(row["child"], "areaParent")
      parents[child] = try areaCode(row["parent"], "areaParent")
    }
    return parents
  }

  /// Returns all links, for an `AreaHierarchy`, in order of child and kind.
  public func areaLinks() throws -> [AreaLink] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT childKind, child, parentKind, parent FROM areaParent
          ORDER BY childKind, child, parentKind
          """
      ).map { row in
        guard let childKind = AreaKind(rawValue: row["childKind"]),
          let parentKind = AreaKind(rawValue: row["parentKind"])
        else { throw NodeStoreError.damaged(table: "areaParent") }
        return AreaLink(
          child: try areaCode(row["child"], "areaParent"), childKind: childKind,
          parent: try areaCode(row["parent"], "areaParent"), parentKind: parentKind)
      }
    }
  }

  /// Returns the shapes of a kind of areas, in order of code.
  public func boundaries(_ kind: AreaKind) throws -> [Boundary] {
    try read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT area.code, area.name, areaBoundary.polygons
          FROM area
          JOIN areaBoundary ON areaBoundary.kind = area.kind AND areaBoundary.code = area.code
          WHERE area.kind = ?
          ORDER BY area.code
          """,
        arguments: [kind.rawValue]
      ).map { row in
        guard let polygons = BoundaryBlob.polygons(row["polygons"]) else {
          throw NodeStoreError.damaged(table: "areaBoundary")
        }
        return Boundary(
          code: try areaCode(row["code"], "area"), kind: kind, name: row["name"],
          polygons: polygons)
      }
    }
  }

  /// Returns the people of areas of a kind.
  ///
  /// - Parameters:
  ///   - kind: The kind of areas.
  ///   - source: Such as `mid-2020`; `nil` for the last source in order of name.
  /// - Returns: People by area; areas without a figure are left out.
  /// - Throws: ``NodeStoreError`` if the storage fails.
  public func population(_ kind: AreaKind, source: String? = nil) throws -> [AreaCode: Int] {
    try read { db in
      let source =
        try source
        ?? String.fetchOne(
          db, sql: "SELECT max(source) FROM population WHERE kind = ?",
          arguments: [kind.rawValue])
      let rows = try Row.fetchCursor(
        db, sql: "SELECT code, persons FROM population WHERE kind = ? AND source = ?",
        arguments: [kind.rawValue, source])
      var people: [AreaCode: Int] = [:]
      while let row = try rows.next() {
        people[try areaCode(row["code"], "population")] = row["persons"]
      }
      return people
    }
  }
}

/// Reads a code that the database holds.
func areaCode(_ text: String, _ table: String) throws -> AreaCode {
  guard let code = AreaCode(text) else { throw NodeStoreError.damaged(table: table) }
  return code
}

public import Geography
public import PartnershipRecords

/// One row of a look-up: areas that belong together.
public struct LookupRow: Hashable, Sendable {
  /// One for each of the look-up's layers; `nil` where the row has none.
  public let codes: [AreaCode?]
  /// One for each of the look-up's layers; empty where the file has no name.
  public let names: [String]
}

/// An area as a look-up names it.
public struct NamedArea: Hashable, Sendable {
  public let code: AreaCode
  public let layer: AreaLayer
  /// Empty where the file has no name.
  public let name: String
}

/// A table that says which areas of one layer belong to which of others.
public struct AreaLookup: Sendable {
  /// The layers whose codes the table holds, in the order of the columns.
  public let layers: [AreaLayer]
  /// The usable rows, in the order of the file.
  public let rows: [LookupRow]
  public let rejected: [ReferenceRejection]

  /// Gives `nil` if fewer than two columns hold area codes. A column such as `change_code`, none of
  /// whose values is an area code, is no layer.
  ///
  /// - Parameter table: A table with columns that end in `_code`, and in `_name` for names.
  init?(_ table: ReferenceTable) {
    let columns = table.header.indices.filter { column in
      table.header[column].hasSuffix("_code")
        && table.rows.contains { AreaCode(Self.withoutSpaces($0.fields[column])) != nil }
    }
    guard columns.count >= 2 else { return nil }
    layers = columns.map { AreaLayer(String(table.header[$0].dropLast("_code".count))) }
    let nameColumns = layers.map { table.header.firstIndex(of: "\($0)_name") }
    var rows: [LookupRow] = []
    var rejected = table.rejected
    for row in table.rows {
      if let codes = Self.codes(row, columns) {
        let names = nameColumns.map { $0.map { row.fields[$0] } ?? "" }
        rows.append(LookupRow(codes: codes, names: names))
      } else {
        rejected.append(ReferenceRejection(line: row.line, reason: .badAreaCode))
      }
    }
    self.rows = rows
    self.rejected = rejected.sorted { $0.line < $1.line }
  }

  /// The codes of a row; `nil` if one is malformed or none is there.
  private static func codes(_ row: ReferenceTable.Row, _ columns: [Int]) -> [AreaCode?]? {
    var codes: [AreaCode?] = []
    for column in columns {
      let text = withoutSpaces(row.fields[column])
      // "NA" is how tables made with R write a missing value.
      if text.isEmpty || text == "NA" {
        codes.append(nil)
      } else if let code = AreaCode(text) {
        codes.append(code)
      } else {
        return nil
      }
    }
    return codes.contains { $0 != nil } ? codes : nil
  }

  /// A field without the spaces around it, which published tables have after some codes.
  private static func withoutSpaces(_ field: String) -> String {
    guard field.utf8.first == 32 || field.utf8.last == 32 else { return field }
    return String(decoding: field.utf8.filter { $0 != 32 }, as: UTF8.self)
  }

  /// The areas of a layer, each once, in order of code; empty if the look-up has no such layer.
  public func areas(of layer: AreaLayer) -> [NamedArea] {
    guard let column = layers.firstIndex(of: layer) else { return [] }
    var names: [AreaCode: String] = [:]
    for row in rows {
      guard let code = row.codes[column] else { continue }
      // The first name that is not empty, in the order of the file.
      if names[code, default: ""].isEmpty { names[code] = row.names[column] }
    }
    return names.sorted { $0.key < $1.key }
      .map { NamedArea(code: $0.key, layer: layer, name: $0.value) }
  }

  /// What the look-up says about the kinds of areas that the product knows: which belongs to which.
  ///
  /// - Returns: Each link once, in order of child and parent.
  public var links: [AreaLink] {
    var links: Set<AreaLink> = []
    for (childColumn, childLayer) in layers.enumerated() {
      for (parentColumn, parentLayer) in layers.enumerated() {
        guard let childKind = childLayer.kind, let parentKind = parentLayer.kind,
          childKind.mayBelong(to: parentKind)
        else { continue }
        for row in rows {
          guard let child = row.codes[childColumn], let parent = row.codes[parentColumn] else {
            continue
          }
          links.insert(
            AreaLink(child: child, childKind: childKind, parent: parent, parentKind: parentKind))
        }
      }
    }
    return links.sorted { ($0.child, $0.parent) < ($1.child, $1.parent) }
  }
}

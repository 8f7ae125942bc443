/// The kind of a police file, and where its columns are, found from its first line.
struct PoliceHeader {
  let kind: PoliceFileKind
  /// The position of each column, in the order of ``PoliceFileKind/columns``.
  private let positions: [Int]

  /// Recognises a header: all names exactly as published, in any order, and no others.
  ///
  /// - Throws: ``IntakeError/unknownPoliceHeader(columns:nearest:missing:)``.
  init(_ record: CSVRecord) throws(IntakeError) {
    let names = (0..<record.count).map { record.text($0) }
    let found = Set(names)
    for kind in PoliceFileKind.allCases
    where record.problem == nil && names.count == kind.columns.count
      && found == Set(kind.columns)
    {
      self.kind = kind
      positions = kind.columns.compactMap { names.firstIndex(of: $0) }
      return
    }
    func missing(_ kind: PoliceFileKind) -> [String] {
      kind.columns.filter { !found.contains($0) }
    }
    var nearest = PoliceFileKind.street
    for kind in PoliceFileKind.allCases where missing(kind).count < missing(nearest).count {
      nearest = kind
    }
    throw .unknownPoliceHeader(columns: names.count, nearest: nearest, missing: missing(nearest))
  }

  func position(_ name: String) -> Int {
    guard let index = kind.columns.firstIndex(of: name) else {
      preconditionFailure("A \(kind.name) file has no column '\(name)'.")
    }
    return positions[index]
  }

  /// How many columns the file has.
  var count: Int { positions.count }
}

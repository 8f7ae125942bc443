/// A reference file whose kind its first line decided.
public enum ReferenceFile: Sendable {
  case lookup(AreaLookup)
  case population(PopulationTable)
  case premises(PremisesList)

  /// Reads a look-up, a population table or a list of premises.
  ///
  /// - Parameter bytes: CSV with a header, or the Food Standards Agency's XML; UTF-8, unpacked.
  /// - Returns: What the file holds, with the rows that could not be used.
  /// - Throws: ``IntakeError`` if the file is none of these.
  public static func parse(_ bytes: [UInt8]) throws(IntakeError) -> ReferenceFile {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = bytes.starts(with: mark) ? bytes.dropFirst(mark.count) : bytes[...]
    if text.first(where: { $0 > 32 }) == UInt8(ascii: "<") {
      return .premises(try PremisesList(xml: Array(text)))
    }
    let table = try ReferenceTable(bytes)
    if let population = PopulationTable(table) { return .population(population) }
    if let premises = PremisesList(table) { return .premises(premises) }
    if let lookup = AreaLookup(table) { return .lookup(lookup) }
    throw .unknownReferenceHeader(columns: table.header.count)
  }

  /// The rows that could not be used, in order of line.
  public var rejected: [ReferenceRejection] {
    switch self {
    case .lookup(let lookup): lookup.rejected
    case .population(let table): table.rejected
    case .premises(let list): list.rejected
    }
  }
}

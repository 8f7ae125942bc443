/// The places and labels that a run of police files has in common, numbered.
///
/// Give the same tables to all files of an import, so that a place is worked out once.
public final class PoliceTables {
  /// The places of street and stop-and-search files.
  public internal(set) var places = PlaceTable(keepsStreets: true)
  /// The places of outcomes files.
  public internal(set) var outcomePlaces = PlaceTable(keepsStreets: false)
  /// The names of forces, such as "Northumbria Police".
  public internal(set) var forces = LabelTable()
  /// Both last outcomes of street files and outcome types.
  public internal(set) var outcomes = LabelTable()
  /// The types, laws, objects and outcomes of searches.
  public internal(set) var searchLabels = LabelTable()

  public init() {}
}

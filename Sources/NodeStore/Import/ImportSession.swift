internal import Intake

/// What the files of one call share: places and labels that were worked out.
final class ImportSession {
  let tables = PoliceTables()
  let locate: Locate
  var areas: AreaDirectory
  var places = PlaceRegistry()
  var outcomePlaces = PlaceRegistry()
  var forces = NumberedRows()
  var outcomes = NumberedRows()
  var searchLabels = NumberedRows()

  /// Whether rows without coordinates are this partnership's too.
  let keepsUnplaced: Bool

  init(areas: AreaDirectory, keepsUnplaced: Bool = true, locate: @escaping Locate) {
    self.areas = areas
    self.keepsUnplaced = keepsUnplaced
    self.locate = locate
  }

  /// Forgets the database's numbers, after a transaction that was rolled back.
  func forget() {
    places.forget()
    outcomePlaces.forget()
    forces.forget()
    outcomes.forget()
    searchLabels.forget()
  }
}

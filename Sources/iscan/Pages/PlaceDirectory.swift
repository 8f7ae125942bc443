import NodeStore
import NodeService
import PartnershipRecords
import WebPages

/// The areas of a partnership to choose from, and which of them lie in which.
struct PlaceDirectory {
  private let places: [NamedPlace]

  init(_ node: NodeService) throws { places = try node.places() }

  /// An area by its code; `nil` if it is not of the partnership.
  func place(_ code: AreaCode) -> NamedPlace? {
    places.first { $0.code == code && Self.kinds.contains($0.kind) }
  }

  /// A place's name; its code for one of elsewhere.
  func name(_ code: AreaCode) -> String { place(code)?.name ?? code.description }

  /// The larger areas, and the small ones within or beside the one that is chosen, by name.
  func choices(beside chosen: AreaCode? = nil) -> [Choice] {
    let near = chosen.map(neighbourhood) ?? []
    let isOneDistrict = of(.district).count <= 1
    return places.filter {
      switch $0.kind {
      case .lowerSuperOutputArea2011: near.contains($0.code)
      case .district: !isOneDistrict
      default: Self.kinds.contains($0.kind)
      }
    }.map { Choice(value: $0.code.description, label: Self.label($0)) }
  }

  /// The areas that make up a place: of the whole partnership or a district the middle ones, of
  /// those the small ones, of a small one none.
  func parts(of chosen: AreaCode?) -> [NamedPlace] {
    guard let chosen else { return whole }
    guard let place = place(chosen) else { return [] }
    if place.kind == .lowerSuperOutputArea2011 { return [] }
    let inside = Set(place.zones)
    if place.kind == .district {
      return whole.filter { $0.zones.contains(where: inside.contains) }
    }
    return of(.lowerSuperOutputArea2011).filter { inside.contains($0.code) }
  }

  /// Every small area.
  var zones: [AreaCode] { of(.lowerSuperOutputArea2011).map(\.code) }

  private var whole: [NamedPlace] {
    let middle = of(.middleSuperOutputArea2011)
    return middle.isEmpty ? of(.lowerSuperOutputArea2011) : middle
  }

  private func of(_ kind: AreaKind) -> [NamedPlace] { places.filter { $0.kind == kind } }

  private func neighbourhood(_ chosen: AreaCode) -> Set<AreaCode> {
    guard let place = place(chosen), place.kind != .district else { return [] }
    guard place.kind == .lowerSuperOutputArea2011 else { return Set(place.zones) }
    let around = of(.middleSuperOutputArea2011).first { $0.zones.contains(chosen) }
    return Set(around?.zones ?? [chosen])
  }

  private static let kinds: Set<AreaKind> = [
    .district, .ward2025, .ward2013, .middleSuperOutputArea2011, .lowerSuperOutputArea2011,
  ]

  private static func label(_ place: NamedPlace) -> String {
    switch place.kind {
    case .ward2013, .ward2025: "\(place.name) (ward)"
    case .district: "\(place.name) (district)"
    default: place.name
    }
  }
}

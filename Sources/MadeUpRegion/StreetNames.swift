/// Invented streets, and the place types that the police files use for busy spots.
enum StreetNames {
  private static let first = [
    "Alder", "Anchor", "Ashen", "Barley", "Beacon", "Bellgate", "Birch", "Bracken", "Brewer'S",
    "Bridge", "Castle", "Chandler'S", "Chapel", "Cobble", "Copper", "Curlew", "Drover'S", "Elder",
    "Fell", "Fern", "Fisher", "Foundry", "Garrow", "Gorse", "Granary", "Gull", "Harbour",
    "Hawthorn",
    "Heather", "Kelder", "King'S", "Lantern", "Larch", "Lime Kiln", "Linnet", "Market", "Meadow",
    "Mill", "Moor", "Orchard", "Otter", "Packhorse", "Pebble", "Plover", "Quarry", "Raven", "Reed",
    "Rope", "Rowan", "Saddler'S", "Sallow", "Salt", "Sandpiper", "School", "Sheep", "Smithy",
    "Station", "Tarn", "Tern", "Thorn", "Wharf", "Willow", "Windmill", "Wool",
  ]
  private static let second = [
    "Avenue", "Bank", "Close", "Court", "Drive", "Gardens", "Grove", "Lane", "Place", "Road",
    "Road", "Row", "Street", "Street", "Street", "Terrace", "View", "Way",
  ]
  private static let placeTypes = [
    "Parking Area", "Supermarket", "Shopping Area", "Sports/Recreation Area", "Nightclub",
    "Petrol Station", "Park/Open Space", "Further/Higher Educational Building", "Hospital",
    "Pedestrian Subway",
  ]

  /// Nine to fourteen map points inside an area.
  static func streets(seed: UInt64, area: Int, in ring: Ring) -> [Street] {
    var draws = SeededDraws(seed: seed, .mapPoint, area)
    let count = 9 + draws.below(6)
    return (0..<count).map { _ in
      let place = ring.place(&draws)
      let isPlaceType = draws.happens(perMille: 180)
      let name =
        isPlaceType
        ? draws.one(of: placeTypes) : "\(draws.one(of: first)) \(draws.one(of: second))"
      return Street(place: place, name: "On or near \(name)")
    }
  }
}

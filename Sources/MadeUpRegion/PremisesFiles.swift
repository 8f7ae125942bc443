/// Food premises of one district, in the form of the Food Standards Agency's files.
struct PremisesFiles {
  let seed: UInt64
  let map: RegionMap

  /// The file of a district; authorities have the numbers 901 to 912.
  func file(of district: Int) -> GeneratedFile {
    let quayside = Planting.quaysideViolence.areas(in: map).map(\.number)
    var premises: [String] = []
    for area in map.areas(of: district) {
      var draws = SeededDraws(seed: seed, .premises, area.number)
      if quayside.contains(area.number) {
        for street in area.streets.prefix(Planting.barsPerArea) {
          premises.append(bar(by: street, district, number: premises.count, &draws))
        }
      }
      for _ in 0..<1 + draws.below(5) {
        let kind = Self.kinds[draws.place(weights: Self.kinds.map(\.weight))]
        let name = "\(draws.one(of: Self.owners)) \(draws.one(of: kind.signs))"
        premises.append(
          detail(
            name, kind, at: area.ring.place(&draws), district, number: premises.count, &draws))
      }
    }
    var bytes: [UInt8] = []
    bytes.add("<?xml version=\"1.0\"?><FHRSEstablishment ")
    bytes.add("xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><Header>")
    bytes.add("<ExtractDate>2020-11-05</ExtractDate><ItemCount>\(premises.count)</ItemCount>")
    bytes.add("<ReturnCode>Success</ReturnCode></Header><EstablishmentCollection>")
    for premise in premises { bytes.add(premise) }
    bytes.add("</EstablishmentCollection></FHRSEstablishment>")
    return GeneratedFile(
      path: "premises/fhrs-2020-11/FHRS\(901 + district)en-GB.xml", contents: bytes)
  }

  /// A bar within about 60 m of a map point.
  private func bar(
    by street: Street, _ district: Int, number: Int, _ draws: inout SeededDraws
  ) -> String {
    let place = MapPoint(
      longitude: street.place.longitude + draws.around(600),
      latitude: street.place.latitude + draws.around(400))
    let name = "\(draws.one(of: Self.owners)) Quayside Bar"
    return detail(name, Self.kinds[0], at: place, district, number: number, &draws)
  }

  private struct Kind {
    let name: String
    let identifier: Int
    let weight: Int
    let signs: [String]
  }

  private static let kinds = [
    Kind(
      name: "Pub/bar/nightclub", identifier: 7843, weight: 12, signs: ["Arms", "Inn", "Tap", "Bar"]),
    Kind(
      name: "Restaurant/Cafe/Canteen", identifier: 1, weight: 30,
      signs: ["Kitchen", "Café", "& Daughters", "Dining Room"]),
    Kind(
      name: "Takeaway/sandwich shop", identifier: 7844, weight: 24,
      signs: ["Fish & Chips", "Pizza", "Sandwiches"]),
    Kind(
      name: "Retailers - other", identifier: 4613, weight: 24, signs: ["Stores", "News", "Bakery"]),
    Kind(
      name: "Retailers - supermarkets/hypermarkets", identifier: 7840, weight: 4,
      signs: ["Supermarket"]),
    Kind(
      name: "School/college/university", identifier: 7845, weight: 6, signs: ["Primary School"]),
  ]

  private static let owners = [
    "Anchor", "Barley", "Copper Kettle", "Curlew", "Driftwood", "Gull", "Heather", "Kelder",
    "Lantern", "Lighthouse", "Otter", "Packhorse", "Pebble", "Raven'S", "Rowan", "Salt", "Tarn",
    "Tern", "Wheelhouse", "Windmill",
  ]

  private func detail(
    _ name: String, _ kind: Kind, at place: MapPoint, _ district: Int, number: Int,
    _ draws: inout SeededDraws
  ) -> String {
    let plan = RegionPlan.districts[district]
    let authority = 901 + district
    let rating = draws.place(weights: [1, 2, 3, 8, 20, 66])
    let fields: [(String, String)] = [
      ("FHRSID", "\(authority * 10_000 + number)"),
      ("LocalAuthorityBusinessID", "\(plan.reference)\(number + 1)"), ("BusinessName", name),
      ("BusinessType", kind.name), ("BusinessTypeID", "\(kind.identifier)"),
      ("AddressLine3", plan.name), ("RatingValue", "\(rating)"),
      ("RatingKey", "fhrs_\(rating)_en-GB"),
      ("RatingDate", "2019-\(RegionMap.digits(1 + draws.below(12), 2))-15"),
      ("LocalAuthorityCode", "\(authority)"), ("LocalAuthorityName", plan.name),
      ("SchemeType", "FHRS"), ("NewRatingPending", "False"),
    ]
    let body = fields.map { "<\($0)>\(Self.escaped($1))</\($0)>" }.joined()
    // The agency writes fourteen decimals, of which six say something.
    return "<EstablishmentDetail>\(body)<Geocode><Longitude>\(place.longitudeText)00000000"
      + "</Longitude><Latitude>\(place.latitudeText)00000000</Latitude></Geocode>"
      + "</EstablishmentDetail>"
  }

  private static func escaped(_ text: String) -> String {
    text.map { $0 == "&" ? "&amp;" : String($0) }.joined()
  }
}

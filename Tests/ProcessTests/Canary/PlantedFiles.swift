import Foundation

/// Files of a district in which every place for a text or number holds something that must not
/// leave the node.
struct PlantedFiles {
  let street: String
  let others: [String]
  let premises: String

  /// What a node keeps for itself.
  static let kept: [Canary] = [
    .words("Zyxwick Lane"), .crimeID(crimeID), place, .words("Quuxed by magistrates"),
    .words("Outcome of vormish"), .words("Search vormish type"), .words("Vormish Act 1861"),
    .words("Vormish objects"), .words("Search vormish outcome"), .words("The Vormish Arms"),
    .words("Glimmershire Police"),
  ]

  /// What not even the node keeps in its database.
  static let dropped: [Canary] = [
    .words("Canarsea 013Q"), .words("Vormish context remark"), .words("Vormish operation"),
    .words("Vormish gender"), .words("Vormish age"), .words("Vormish ethnicity"),
    .words("Vormish appearance"), .words("Rejected Vormish Row"), .crimeID(rejectedID),
  ]

  static let all = kept + dropped

  static let crimeID = "c4a1a27fe0d1b95536c8e27d41f09b6a7d3358ea10bc92f46e8d0173a5cb24f9"
  static let rejectedID = "9e37d0b1c26fa84590d7e3b86a14fc52bb07c9d8e5f61324a07b98cd3e5f1a60"
  static let place = Canary.place(longitude: "-1.413577", latitude: "54.683319")

  init(_ district: SmallDistrict, in folder: ScratchFolder) throws {
    let force = "Glimmershire Police"
    let columns = "-1.413577,54.683319,On or near Zyxwick Lane,\(district.zones[4]),Canarsea 013Q"
    let shared = "\(Self.crimeID),2021-09,\(force),\(force),\(columns)"
    street = try district.street(
      month: "2021-09", in: folder,
      also: [
        "\(shared),Drugs,Quuxed by magistrates,Vormish context remark",
        "\(Self.rejectedID),2021-09,\(force),\(force),x,y,On or near Rejected Vormish Row,,,Drugs,,",
      ])
    let outcomes = try folder.write(
      district.lines([
        SmallDistrict.sharedColumns + ",Outcome type", "\(shared),Outcome of vormish",
      ]), to: "planted/2021-09-glimmershire-outcomes.csv")
    let searches = try folder.write(
      district.lines([
        "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,"
          + "Age range,Self-defined ethnicity,Officer-defined ethnicity,Legislation,"
          + "Object of search,Outcome,Outcome linked to object of search,"
          + "Removal of more than just outer clothing",
        "Search vormish type,2021-09-03T10:11:00+00:00,True,Vormish operation,54.683319,"
          + "-1.413577,Vormish gender,Vormish age,Vormish ethnicity,Vormish appearance,"
          + "Vormish Act 1861,Vormish objects,Search vormish outcome,True,False",
      ]), to: "planted/2021-09-glimmershire-stop-and-search.csv")
    others = [outcomes, searches]
    premises = try folder.write(
      district.lines([
        "BusinessName,BusinessType,Latitude,Longitude",
        "The Vormish Arms,Pub/bar/nightclub,54.683319,-1.413577",
      ]), to: "planted/premises.csv")
  }

  /// Every file with a canary in it.
  var files: [String] { [street, premises] + others }
}

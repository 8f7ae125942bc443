extension TestRegion {
  /// Has a partnership release one month of figures and send it to the hub, where it then lies in
  /// the scope that the two share.
  func deliverRelease(from partnership: TestPartnership) async throws {
    let district = SmallDistrict(partnership)
    try await at(partnership, ["import", "lookups"] + district.lookups(in: folder))
    let street = try district.street(month: "2021-09", in: folder)
    try await at(partnership, ["import", "police", street])
    try await at(partnership, ["release", "build", "--due", "--as", "analyst"])
    try await at(partnership, ["release", "preview", "--all", "--as", "liaison-officer"])
    try await at(partnership, ["release", "approve", "--all", "--as", "liaison-officer"])
    struct Report: Decodable { let releasesDelivered: [String] }
    let report = try await synchronise(partnership).read(Report.self)
    guard report.releasesDelivered == ["police-2021-09-F"] else {
      throw ProgramUnderTest.Failure(description: "The hub did not take the release.")
    }
  }
}

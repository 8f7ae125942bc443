public import PartnershipRecords

/// What somebody asks of the scan page: what, where and when.
public struct ScanQuestion: Hashable, Sendable, Codable {
  /// `nil` for all categories together.
  public let category: CrimeCategory?
  /// The place's name, as it should stand in the answer: "Hartlepool".
  public let place: String
  /// The areas that make up the place.
  public let areas: [AreaCode]
  public let period: MonthPeriod

  public init(category: CrimeCategory?, place: String, areas: [AreaCode], period: MonthPeriod) {
    self.category = category
    self.place = place
    self.areas = areas
    self.period = period
  }
}

/// What is known to answer a question with.
public struct ScanEvidence: Hashable, Sendable, Codable {
  /// All imported months of the question's category and place.
  public let counts: MonthlyCounts
  /// People who live in the place; `nil` if no population has been imported.
  public let residents: Int?
  /// A larger place to compare with; `nil` for none.
  public let region: RegionEvidence?

  public init(counts: MonthlyCounts, residents: Int? = nil, region: RegionEvidence? = nil) {
    self.counts = counts
    self.residents = residents
    self.region = region
  }
}

/// The same category's counts in a larger place.
public struct RegionEvidence: Hashable, Sendable, Codable {
  /// Such as "North East England".
  public let name: String
  public let counts: MonthlyCounts
  public let residents: Int

  public init(name: String, counts: MonthlyCounts, residents: Int) {
    self.name = name
    self.counts = counts
    self.residents = residents
  }
}

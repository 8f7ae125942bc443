public import CrimePatterns
public import Geography
internal import NodeStore
public import PartnershipRecords

extension NodeService {
  /// Finds how few areas hold how much of what happened.
  ///
  /// - Parameters:
  ///   - category: `nil` for all together.
  ///   - period: `nil` for the twelve months up to the last imported, or as many as there are.
  ///   - allowsPoliceGenerated: Whether a category is looked at that comes to light where the police look.
  /// - Returns: The answer, and the boundaries to draw it with.
  /// - Throws: ``NodeServiceError/periodUnknown``; `PatternRefusal`.
  public func concentration(
    category: CrimeCategory?, period: MonthPeriod? = nil, allowsPoliceGenerated: Bool = false
  ) throws -> (answer: ConcentrationAnswer, boundaries: [Boundary]) {
    try PatternRefusal.check(category, allowsPoliceGenerated: allowsPoliceGenerated)
    let period = try patternPeriod(period)
    let boundaries = try database.boundaries(.lowerSuperOutputArea2011)
    let answer = try ConcentrationAnswer(
      category, frame: partnership.name, period: period, counts: counts(of: category, in: period),
      names: boundaries.names)
    return (answer, boundaries)
  }
}

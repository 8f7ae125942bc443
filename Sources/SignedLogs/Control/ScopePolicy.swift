/// Which versions of rules and record kinds are in force, and how long things are kept.
public struct ScopePolicy: Hashable, Sendable, Codable {
  /// From 1; never lower than before.
  public let rulesVersion: UInt32
  public let schemaMin: UInt32
  public let schemaMax: UInt32
  /// Days for which commits below the stability mark are kept; 0: for good.
  public let retentionDays: UInt32
  /// Days of silence after which a member no longer holds the stability mark.
  public let dormantDays: UInt32
  /// If the rules' version rises: for each log that may grow, the last commit that may still be
  /// judged by the rules before.
  public let cuts: [LogCut]

  /// Days of silence where the policy names none.
  public static let dormantDaysOrdinary: UInt32 = 180

  public init(
    rulesVersion: UInt32, schemaMin: UInt32, schemaMax: UInt32, retentionDays: UInt32 = 0,
    dormantDays: UInt32 = dormantDaysOrdinary, cuts: [LogCut] = []
  ) {
    self.rulesVersion = rulesVersion
    self.schemaMin = schemaMin
    self.schemaMax = schemaMax
    self.retentionDays = retentionDays
    self.dormantDays = dormantDays == 0 ? Self.dormantDaysOrdinary : dormantDays
    self.cuts = cuts
  }
}

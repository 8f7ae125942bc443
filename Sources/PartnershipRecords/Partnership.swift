/// A community safety partnership: who it is, and the districts that it covers.
public struct Partnership: Hashable, Sendable, Codable {
  /// The code of the first district; names the partnership wherever a table needs one key.
  public var code: AreaCode { districts[0] }
  /// The name people use, such as "Hartlepool".
  public let name: String
  /// Three capital letters that begin every reference a person reads, as in `HPL-T-0042`.
  public let reference: String
  /// The local authority districts covered, at least one, in order of code.
  public let districts: [AreaCode]

  /// Creates it, or `nil` without a district, without a name, or if `reference` is not three capital
  ///   ASCII letters.
  public init?(name: String, reference: String, districts: [AreaCode]) {
    guard !districts.isEmpty, !name.isEmpty, reference.utf8.count == 3,
      reference.utf8.allSatisfy({ (65...90).contains($0) })
    else { return nil }
    self.name = name
    self.reference = reference
    self.districts = Set(districts).sorted()
  }
}

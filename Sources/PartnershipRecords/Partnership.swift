/// A community safety partnership: who it is, and the districts that it covers.
public struct Partnership: Hashable, Sendable {
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

extension Partnership: Codable {
  private enum Key: CodingKey { case name, reference, districts }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let read = Partnership(
      name: try container.decode(String.self, forKey: .name),
      reference: try container.decode(String.self, forKey: .reference),
      districts: try container.decode([AreaCode].self, forKey: .districts))
    guard let read else {
      throw DecodingError.dataCorruptedError(
        forKey: .reference, in: container,
        debugDescription: "A partnership needs a name, three capital letters and a district.")
    }
    self = read
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    try container.encode(reference, forKey: .reference)
    try container.encode(districts, forKey: .districts)
  }
}

/// One file of the made-up region.
public struct GeneratedFile: Hashable, Sendable {
  /// The path below the data folder, with `/`, such as `lookups/lsoa11-lad21.csv`.
  public let path: String
  public let contents: [UInt8]
}

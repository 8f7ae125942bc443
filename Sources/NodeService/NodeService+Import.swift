internal import Synchronization
public import Foundation
internal import Geography
internal import Intake
public import NodeStore
internal import PartnershipRecords

/// What came of a file of areas, people or places.
public struct ReferenceReport: Codable, Sendable, Hashable {
  public let file: String
  /// `boundaries`, `lookups`, `population` or `premises`.
  public let kind: String
  /// Rows or shapes kept.
  public let kept: Int
  /// Rows or shapes that could not be used, with the line or number and the reason.
  public let rejected: [Rejected]

  public struct Rejected: Codable, Sendable, Hashable {
    public let line: Int
    public let reason: String
  }
}

extension NodeService {
  /// Imports files of data.police.uk: street crime, outcomes, stop and search.
  ///
  /// - Parameters:
  ///   - files: Files, folders, `.zip` and `.csv.gz`.
  ///   - ofNeighbour: Whether they are a neighbouring force's: rows without coordinates stay out.
  ///   - progress: Told a few times a megabyte how far it has come.
  /// - Returns: A report of each file.
  /// - Throws: `NodeStoreError`; the files before the one that failed are kept.
  public func importPolice(
    _ files: [URL], ofNeighbour: Bool = false, progress: (ImportProgress) -> Void = { _ in }
  ) throws -> [ImportReport] {
    let locate = try areaFinder()
    try FileManager.default.createDirectory(
      at: home.rejects, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    let clock = ContinuousClock()
    let start = clock.now
    return try database.importPolice(
      files: files, districts: Set(partnership.districts), ofNeighbour: ofNeighbour, now: now(),
      locate: locate,
      rejects: home.rejects,
      seconds: {
        let elapsed = (clock.now - start).components
        return Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
      }, progress: progress)
  }

  /// Finds the area that holds a place, by the boundaries that were imported.
  private func areaFinder() throws -> (AreaKind, Double, Double) -> AreaCode? {
    let older = BoundaryIndex(try database.boundaries(.lowerSuperOutputArea2011))
    let newer = BoundaryIndex(try database.boundaries(.lowerSuperOutputArea2021))
    return { kind, longitude, latitude in
      switch kind {
      case .lowerSuperOutputArea2011: older.area(longitude: longitude, latitude: latitude)
      case .lowerSuperOutputArea2021: newer.area(longitude: longitude, latitude: latitude)
      default: nil
      }
    }
  }

  /// Imports shapes of areas.
  public func importBoundaries(_ files: [URL]) throws -> [ReferenceReport] {
    try files.map { file in
      let parsed = try BoundaryFile.parse(try NodeDatabase.referenceBytes(of: file))
      try database.store(boundaries: parsed.boundaries)
      return ReferenceReport(
        file: file.lastPathComponent, kind: "boundaries", kept: parsed.boundaries.count,
        rejected: parsed.rejected.map { .init(line: $0.number, reason: $0.reason) })
    }
  }

  /// Imports which small area belongs to which larger one.
  public func importLookups(_ files: [URL]) throws -> [ReferenceReport] {
    defer { knownScheme.withLock { $0 = nil } }
    return try files.map { file in
      guard case .lookup(let lookup) = try reference(file) else {
        throw NodeServiceError.referenceFileOfOtherKind(file.path, expected: "a look-up of areas")
      }
      guard !lookup.links.isEmpty else {
        throw NodeServiceError.referenceFileOfOtherKind(
          file.path,
          expected: "a look-up between kinds of area that this program knows ("
            + AreaKind.allCases.map(\.rawValue).joined(separator: ", ") + ")")
      }
      try checkDistricts(lookup.links, file)
      try database.store(areas: Self.names(in: lookup), parents: lookup.links)
      return ReferenceReport(file, "lookups", kept: lookup.rows.count, lookup.rejected)
    }
  }

  /// Refuses a look-up by which the partnership would have no small area any more.
  private func checkDistricts(_ links: [AreaLink], _ file: URL) throws {
    let known = Set(try zones())
    let districts = Set(partnership.districts)
    let said = links.filter {
      $0.childKind == .lowerSuperOutputArea2011 && $0.parentKind == .district
    }
    guard !known.isEmpty, !said.isEmpty else { return }
    let moved = Set(said.filter { !districts.contains($0.parent) }.map(\.child))
    let added = said.contains { districts.contains($0.parent) }
    guard added || !known.isSubset(of: moved) else {
      throw NodeServiceError.lookupEmpties(file: file.lastPathComponent)
    }
  }

  private static func names(in lookup: AreaLookup) -> [AreaName] {
    lookup.layers.flatMap { layer in
      lookup.areas(of: layer).compactMap { area in
        layer.kind.map { AreaName(code: area.code, kind: $0, name: area.name) }
      }
    }
  }

  /// Imports how many people live in each area.
  public func importPopulation(_ files: [URL]) throws -> [ReferenceReport] {
    try files.map { file in
      guard case .population(let table) = try reference(file), let kind = table.layer.kind else {
        throw NodeServiceError.referenceFileOfOtherKind(file.path, expected: "a population table")
      }
      let source = Self.stem(file)
      let own = Set(try zones())
      let residents = table.rows.filter { own.contains($0.area) }
      guard residents.isEmpty || residents.contains(where: { $0.residents > 0 }) else {
        throw NodeServiceError.populationEmpty(file: file.lastPathComponent)
      }
      try database.store(
        population: table.rows.map {
          AreaPopulation(area: $0.area, kind: kind, persons: $0.residents, source: source)
        })
      return ReferenceReport(file, "population", kept: table.rows.count, table.rejected)
    }
  }

  /// Imports places open to the public.
  public func importPremises(_ files: [URL]) throws -> [ReferenceReport] {
    try files.map { file in
      guard case .premises(let list) = try reference(file) else {
        throw NodeServiceError.referenceFileOfOtherKind(file.path, expected: "a list of premises")
      }
      try database.store(premises: list.premises, source: Self.stem(file))
      return ReferenceReport(file, "premises", kept: list.premises.count, list.rejected)
    }
  }

  private func reference(_ file: URL) throws -> ReferenceFile {
    try ReferenceFile.parse(try NodeDatabase.referenceBytes(of: file))
  }

  /// A file's name without its endings: what its figures are known by.
  private static func stem(_ file: URL) -> String {
    String(file.lastPathComponent.prefix { $0 != "." })
  }
}

extension ReferenceReport {
  init(_ file: URL, _ kind: String, kept: Int, _ rejected: [ReferenceRejection]) {
    self.init(
      file: file.lastPathComponent, kind: kind, kept: kept,
      rejected: rejected.map { Rejected(line: $0.line, reason: $0.reason.sentence) })
  }
}

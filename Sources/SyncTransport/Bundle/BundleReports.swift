public import Foundation
internal import PartnershipRecords
internal import SignedLogs
public import SyncProtocol

/// What a bundle is, without taking it in.
public struct BundleInspection: Sendable, Codable, Hashable {
  /// A log's commits in a bundle.
  public struct LogRange: Sendable, Codable, Hashable {
    public let author: String
    public let logIndex: UInt32
    public let first: UInt64
    public let last: UInt64
    /// How many of them are here already.
    public let here: UInt64
  }

  /// A scope's part of a bundle.
  public struct ScopeRange: Sendable, Codable, Hashable {
    public let name: String
    public let scope: String
    public let controlFirst: UInt64
    public let controlLast: UInt64
    public let logs: [LogRange]
  }

  public let bundle: String
  public let purpose: BundlePurpose
  public let from: String
  public let to: [String]
  /// By its maker's clock.
  public let madeAt: Date
  public let software: String
  public let bytes: Int
  public let scopes: [ScopeRange]
  /// How many of its changes are new here.
  public let newCommits: Int
  /// How many of the hub's decisions are new here.
  public let newDecisions: Int
  /// What an import would do besides bringing changes, in sentences.
  public var effects: [String]
  /// The scopes of which this partnership would be no member any more, by their names in logs.
  public let scopesLeft: [String]
  /// How many changes of this partnership the hub confirms with it that it did not before.
  public let confirms: Int
  /// What must be here first, in sentences.
  public let missing: [String]
  /// What an import would leave out, in sentences.
  public let leftOut: [String]
  /// Why an import would take nothing of it; `nil` if it would.
  public let refusal: Refusal?

  /// Why a bundle that is whole is not taken in.
  public struct Refusal: Sendable, Codable, Hashable {
    public let code: String
    public let detail: String
    public let remedy: String
  }
}

/// What came of taking a bundle in.
public struct BundleReport: Sendable, Codable, Hashable {
  public let bundle: String
  public let purpose: BundlePurpose
  public let from: String
  public let madeAt: Date
  /// Changes that were new here.
  public let commitsReceived: Int
  public let controlRecordsReceived: Int
  public let logsAdmitted: Int
  /// Whether its maker was retired: nothing of it is taken any more.
  public let makerHasLeft: Bool
  /// Whether its maker waits to hear that a log of its is admitted here.
  public let asksForAdmission: Bool
  /// Scopes for which the hub's receipt came along.
  public let receipts: Int
  /// What must be here first, in sentences.
  public let missing: [String]
  /// What was left out, and why, in sentences.
  public var notices: [String]
  /// Releases that the hub holds now and did not before.
  public var releasesDelivered: [String] = []
  /// How many changes of this partnership the hub has confirmed with it.
  public var confirmed = 0
  /// Conflicts that wait for a person now.
  public var openConflicts = 0

  /// The code in the records of exchanges of a bundle that builds on what is missing.
  public static let incompleteCode = "bundle-incomplete"
}

extension BundleInspection {
  init(
    _ bundle: VerifiedBundle, at reader: NodeID, _ directory: Directory, _ outlook: BundleOutlook?,
    confirms: Int = 0, passedOver: [ScopeID] = [], refusal: BundleFault? = nil
  ) {
    let manifest = bundle.manifest
    self.init(
      bundle: bundle.name.hexadecimal, purpose: manifest.purpose,
      from: directory.name(manifest.creator), to: manifest.recipients.map(directory.name),
      madeAt: Date(timeIntervalSince1970: Double(manifest.createdAt) / 1000),
      software: manifest.software, bytes: bundle.byteCount,
      scopes: manifest.scopes.map { ScopeRange($0, directory) },
      newCommits: manifest.newCommits(directory.standing),
      newDecisions: outlook == nil ? 0 : manifest.newDecisions(directory.standing),
      effects: outlook?.effects ?? [], scopesLeft: outlook?.left.map(\.hex) ?? [],
      confirms: confirms,
      missing: manifest.needs(for: reader, directory.standing).map { $0.sentence(directory) },
      leftOut: passedOver.map(directory.leftOut),
      refusal: refusal.map { Refusal(code: $0.code, detail: $0.detail, remedy: $0.remedy) })
  }
}

extension BundleInspection.ScopeRange {
  fileprivate init(_ part: BundleScope, _ directory: Directory) {
    let here = directory.standing(part.scope)
    let logs = part.end.compactMap { end -> BundleInspection.LogRange? in
      let base = part.base.first { $0.logIndex == end.logIndex }?.counter ?? 0
      guard end.counter > base else { return nil }
      let held = min(here?.positions[end.logIndex]?.head.counter ?? 0, end.counter)
      return BundleInspection.LogRange(
        author: directory.author(of: end.logIndex, in: part.scope), logIndex: end.logIndex,
        first: base + 1, last: end.counter, here: held > base ? held - base : 0)
    }
    self.init(
      name: directory.name(part.scope), scope: part.scope.hex,
      controlFirst: part.control?.lowerBound ?? 0, controlLast: part.control?.upperBound ?? 0,
      logs: logs)
  }
}

extension BundleReport {
  /// Puts together what came of a bundle; `isAuthority`: the regional office itself reads what to do.
  init(
    _ reader: BundleReader, _ bundle: VerifiedBundle, _ directory: Directory, isAuthority: Bool
  ) {
    let summary = reader.summary
    let maker = directory.name(bundle.manifest.creator)
    func remedy(_ code: CloseCode, about member: String) -> String {
      isAuthority ? code.remedy(atHubAbout: member) : code.remedy
    }
    var notices = reader.logsLeftOut.map {
      let author = directory.author(of: $0.logIndex, in: $0.scope)
      return "The changes of \(author) in \"\(directory.name($0.scope))\" were left out: "
        + "\($0.code.reason) \(remedy($0.code, about: author))"
    }
    notices += summary.scopesRefused.sorted { $0.key < $1.key }.map { scope, code in
      "\"\(directory.name(scope))\" was left out: \(code.reason) "
        + remedy(code, about: maker)
    }
    notices += summary.scopesPassedOver.map(directory.leftOut)
    if summary.framesPassedOver > 0 {
      notices.append(
        "Passed over: \(counted(summary.framesPassedOver, "record", "records")) of a later version. "
          + "Update ISCAN.")
    }
    if !summary.admissionsRefused.isEmpty {
      let logs = counted(summary.admissionsRefused.count, "log waits", "logs wait")
      notices.append("\(logs) for the hub's admission.")
    }
    self.init(
      bundle: bundle.name.hexadecimal, purpose: bundle.manifest.purpose,
      from: maker, madeAt: Date(timeIntervalSince1970: Double(bundle.manifest.createdAt) / 1000),
      commitsReceived: summary.commitsReceived,
      controlRecordsReceived: summary.controlRecordsReceived, logsAdmitted: summary.logsAdmitted,
      makerHasLeft: directory.hasLeft(bundle.manifest),
      asksForAdmission: summary.asksForAdmission,
      receipts: summary.receipts, missing: reader.needs.map { $0.sentence(directory) },
      notices: notices)
  }
}

extension Directory {
  fileprivate func leftOut(_ scope: ScopeID) -> String {
    "\"\(name(scope))\" is left out: it is not shared with the bundle's maker here."
  }
}

extension BundleNeed {
  fileprivate func sentence(_ directory: Directory) -> String {
    let ask = "Ask for it: iscan sync export --request, and carry that to who has it."
    switch self {
    case .control(let scope, let needs, let has):
      return "\"\(directory.name(scope))\" needs the hub's decisions up to \(needs); has \(has). "
        + ask
    case .log(let scope, let logIndex, let needs, let has):
      return "\"\(directory.name(scope))\" needs the changes of "
        + "\(directory.author(of: logIndex, in: scope)) (log \(logIndex)) up to \(needs); has \(has). "
        + ask
    }
  }
}

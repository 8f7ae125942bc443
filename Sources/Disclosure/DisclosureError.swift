public import PartnershipRecords

/// What can stop a release, or the reading of one.
///
/// No case carries a count of records.
public enum DisclosureError: RemediedError, Equatable {
  // Arithmetic and noise.
  case rationalOverflow
  case noNoiseTable(variance: String)
  case randomSourceStuck

  // Counts.
  case zoneOutsideScheme(AreaCode)
  case wrongNumberOfCounts(found: Int, expected: Int)
  case countOutOfRange(limit: Int)
  case countsOfAnotherScheme
  case invalidName(String)

  // The gate and the ledger.
  case unknownScheme(hash: String)
  case slotNotOpen(period: Month, slot: ReleaseSlot, opens: Month)
  case slotPassed(period: Month, slot: ReleaseSlot, later: ReleaseSlot)
  case slotAlreadyDrawn(release: String)
  case capExceeded(period: Month, running: Rational, cap: Rational)
  case ledgerBroken(sequence: Int, reason: LedgerFault)
  case roleCannot(step: ReleaseStep, role: Role)
  case approverBuiltIt(handle: String)
  case stepOutOfOrder(release: String, step: ReleaseStep, status: ReleaseStep?)
  case notApproved(release: String)

  // Reading.
  case invalidManifest(field: String)
  case wrongPayload(found: Int, expected: Int)
  case payloadHashDiffers
  case noReleases
  case releasesOfDifferentMonths
  case releaseTwice(slot: ReleaseSlot)
  case areaOutsideScheme(AreaCode)

  /// What does not fit in a ledger whose chain is broken.
  public enum LedgerFault: String, Sendable {
    case sequence = "its number does not follow the one before"
    case previousHash = "it does not hold the hash of the entry before"
    case runningTotal = "its running total is not the sum of what was spent"
    case releaseName = "its release name does not follow from what it holds"
    case hash = "its bytes do not have the hash that is stored with it"
    case encoding = "its bytes are not the canonical encoding of an entry"
  }
}

extension DisclosureError {
  public var code: String {
    switch self {
    case .rationalOverflow: "release-fraction-too-large"
    case .noNoiseTable: "release-noise-table-missing"
    case .randomSourceStuck: "release-random-source-failed"
    case .zoneOutsideScheme: "release-zone-unknown"
    case .wrongNumberOfCounts: "release-counts-incomplete"
    case .countOutOfRange: "release-count-out-of-range"
    case .countsOfAnotherScheme: "release-counts-of-another-scheme"
    case .invalidName: "release-name-invalid"
    case .unknownScheme: "release-scheme-unknown"
    case .slotNotOpen: "release-slot-not-open"
    case .slotPassed: "release-slot-passed"
    case .slotAlreadyDrawn: "release-slot-already-drawn"
    case .capExceeded: "release-cap-exceeded"
    case .ledgerBroken: "release-ledger-broken"
    case .roleCannot: "release-role-not-allowed"
    case .approverBuiltIt: "release-approver-built-it"
    case .stepOutOfOrder: "release-step-out-of-order"
    case .notApproved: "release-not-approved"
    case .invalidManifest: "release-manifest-invalid"
    case .wrongPayload: "release-payload-length"
    case .payloadHashDiffers: "release-payload-hash"
    case .noReleases: "release-none-received"
    case .releasesOfDifferentMonths: "release-months-differ"
    case .releaseTwice: "release-received-twice"
    case .areaOutsideScheme: "release-area-unknown"
    }
  }

  public var detail: String {
    switch self {
    case .rationalOverflow: "A privacy budget does not fit a fraction of 64-bit numbers."
    case .noNoiseTable(let variance): "There is no noise table for the variance \(variance)."
    case .randomSourceStuck: "The operating system gave the same 128 random bits twice in a row."
    case .zoneOutsideScheme(let zone): "The area \(zone) is not in the release scheme."
    case .wrongNumberOfCounts(let found, let expected):
      "The table has \(found) cells; the scheme has \(expected)."
    case .countOutOfRange(let limit): "A count is not between 0 and \(limit)."
    case .countsOfAnotherScheme: "The counts were made for another scheme."
    case .invalidName(let name): "'\(name)' is not a name for a source, policy or version."
    case .unknownScheme(let hash): "The scheme \(hash.prefix(12)) is not one of this version's."
    case .slotNotOpen(let period, let slot, let opens):
      "The \(slot.inWords) release of \(period.inWords) opens on 1 \(opens.inWords)."
    case .slotPassed(let period, let slot, let later):
      "\(period.inWords) has its \(later.inWords) release; a \(slot.inWords) one comes before it."
    case .slotAlreadyDrawn(let release): "The release \(release) has been drawn already."
    case .capExceeded(let period, let running, let cap):
      "The releases of \(period.inWords) would spend \(running) of a budget of \(cap)."
    case .ledgerBroken(let sequence, let fault):
      "Entry \(sequence) of the release ledger is not sound: \(fault.rawValue)."
    case .roleCannot(let step, let role):
      "A person with the role '\(role.rawValue)' cannot record '\(step.rawValue)'."
    case .approverBuiltIt(let handle): "\(handle) built this release and cannot approve it."
    case .stepOutOfOrder(let release, let step, let status):
      "The release \(release) is \(status?.rawValue ?? "not built"); "
        + "'\(step.rawValue)' cannot follow."
    case .notApproved(let release): "The release \(release) has not been approved."
    case .invalidManifest(let field): "The release's manifest is not valid at '\(field)'."
    case .wrongPayload(let found, let expected):
      "The release's payload has \(found) bytes; the scheme needs \(expected)."
    case .payloadHashDiffers: "The release's payload does not have the hash in its manifest."
    case .noReleases: "No release has been received for this month."
    case .releasesOfDifferentMonths:
      "The releases are of different months, partnerships, sources or schemes."
    case .releaseTwice(let slot): "There are two \(slot.inWords) releases of one month."
    case .areaOutsideScheme(let area): "No figure was measured for the area \(area)."
    }
  }

  public var remedy: String {
    switch self {
    case .rationalOverflow, .noNoiseTable, .countsOfAnotherScheme, .unknownScheme:
      "Use a scheme of this version of the product."
    case .randomSourceStuck: "Nothing was released. Restart the machine, then try again."
    case .zoneOutsideScheme, .areaOutsideScheme:
      "Check the area's code against the partnership's look-up of areas."
    case .wrongNumberOfCounts, .countOutOfRange: "Import the month again, then try again."
    case .invalidName: "Use 1 to 64 letters, digits, dots, plus signs, spaces and hyphens."
    case .slotPassed: "Nothing is to be done: the later release says all that this one would."
    case .slotNotOpen: "Wait until that day; check this machine's clock if it has come."
    case .slotAlreadyDrawn: "Send the release that is stored; it is never drawn again."
    case .capExceeded: "Nothing more can be released about this month."
    case .ledgerBroken:
      "Nothing can be released from this ledger. Restore the node from its latest backup."
    case .roleCannot: "An analyst builds a release; the data liaison officer approves it."
    case .approverBuiltIt: "Ask another person with the role of data liaison officer."
    case .stepOutOfOrder: "Look at the release's history, then take the step that is next."
    case .notApproved: "Ask the data liaison officer to look at the release and approve it."
    case .invalidManifest, .wrongPayload, .payloadHashDiffers:
      "Ask the partnership to send the release again; it resends the same bytes."
    case .noReleases: "Show this partnership as 'no return'."
    case .releasesOfDifferentMonths, .releaseTwice:
      "Combine one release of each slot, of one partnership, source and month."
    }
  }
}

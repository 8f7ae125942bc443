public import PartnershipRecords

/// Why the hub does not do what was asked.
public enum HubServiceError: RemediedError, Hashable {
  case homeTaken(String)
  case notAHub(String)
  case settingMissing(String)
  case addressMalformed(String)
  case handleMalformed(String)
  case personUnknown(String)
  case invitationUnknown
  case fingerprintDiffers(found: String, given: String)
  case memberKnown(String)
  case districtCovered(AreaCode, by: String)
  case memberUnknown(String)
  case memberRevoked(String)
  case keysRevoked(of: String)
  case reasonMissing
  case schemaUnknown(UInt32, newest: UInt32)
  case groundUnusable(bytes: Int)
  case nothingToErase(String)
  case lookupUnusable(String)
  case taskUnknown(String)
  case referenceAmbiguous(String, names: [String])
  case referenceUnknown(String)
  case memberRetired(String)
  case databaseOlderThanSigned(String, here: UInt64, signed: UInt64)
  case databaseBroughtBack
  case nothingToSettle(String)
  case forkPlaceUnknown(String)
  case scopeOfHubAbove(String)
  case belongsAbove(String)
  case notBelow
  case noInvitation
  case introducerUnknown
  case introducedAlready(String, group: String)
  case groupUnknown(String)
  case sessionCut
  case homeUnusable(String, reason: String)
  case referenceReserved(String)
  case revocationNotNoted(String, reason: String)
  case databaseMissing(String)
  case reasonTooLong(bytes: Int)

  public var code: String {
    switch self {
    case .homeTaken: "hub-home-taken"
    case .notAHub: "hub-not-set-up"
    case .settingMissing: "hub-setting-missing"
    case .addressMalformed: "hub-address-malformed"
    case .handleMalformed: "person-handle-malformed"
    case .personUnknown: "person-unknown"
    case .invitationUnknown: "invitation-unknown"
    case .fingerprintDiffers: "fingerprint-differs"
    case .memberKnown: "member-known"
    case .referenceReserved: "reference-reserved"
    case .revocationNotNoted: "revocation-not-noted"
    case .databaseMissing: "hub-database-missing"
    case .reasonTooLong: "revocation-reason-too-long"
    case .districtCovered: "district-covered"
    case .memberUnknown: "member-unknown"
    case .memberRevoked: "member-revoked-already"
    case .keysRevoked: "request-keys-revoked"
    case .reasonMissing: "revocation-reason-missing"
    case .schemaUnknown: "record-schema-unknown"
    case .groundUnusable: "redaction-ground-unusable"
    case .nothingToErase: "redaction-nothing-to-erase"
    case .lookupUnusable: "hub-lookup-unusable"
    case .taskUnknown: "task-unknown"
    case .referenceAmbiguous: "task-reference-ambiguous"
    case .referenceUnknown: "reference-unknown"
    case .memberRetired: "member-retired-already"
    case .databaseOlderThanSigned: "hub-database-older-than-signed"
    case .databaseBroughtBack: "hub-database-brought-back"
    case .nothingToSettle: "verdict-nothing-waits"
    case .forkPlaceUnknown: "verdict-place-unknown"
    case .scopeOfHubAbove: "scope-of-hub-above"
    case .belongsAbove: "hub-enrolled-already"
    case .notBelow: "hub-not-enrolled"
    case .noInvitation: "invitation-missing"
    case .introducerUnknown: "introducer-unknown"
    case .introducedAlready: "member-introduced-already"
    case .groupUnknown: "group-unknown"
    case .sessionCut: "session-cut"
    case .homeUnusable: "hub-home-unusable"
    }
  }

  public var detail: String {
    switch self {
    case .homeTaken(let path): "The folder \(path) holds a node or a hub already."
    case .notAHub(let path): "There is no hub in \(path)."
    case .settingMissing(let name): "The hub's database lacks its \(name)."
    case .addressMalformed(let address): "\"\(address)\" is not a host and a port."
    case .handleMalformed(let handle):
      "\"\(handle)\" is not a handle: 1 to 32 small letters, digits, dots and hyphens."
    case .personUnknown(let handle): "Nobody with the handle \(handle) is known here."
    case .invitationUnknown: "The request answers no invitation that is open here."
    case .fingerprintDiffers: "The request's fingerprint is another than the one given."
    case .memberKnown(let reference): "\(reference) is a member already."
    case .referenceReserved(let reference):
      "\(reference) is what everybody calls the region's hub."
    case .reasonTooLong(let bytes):
      "The reason has \(bytes) bytes; it may have 256, and everybody reads it."
    case .databaseMissing(let file):
      "The keys of a hub that has signed decisions are here, and its database \(file) is not."
    case .revocationNotNoted(let file, let reason):
      "The revocation cannot be written to \(file): \(reason). Nobody was revoked."
    case .districtCovered(let district, let name):
      "The district \(district) is covered by \(name) already, and would be counted twice."
    case .memberUnknown(let reference): "There is no member \(reference)."
    case .memberRevoked(let reference): "\(reference) is revoked already."
    case .keysRevoked(let reference):
      "The request names keys that were revoked as those of \(reference); they never count again."
    case .reasonMissing: "A revocation needs a reason in words."
    case .schemaUnknown(let asked, let newest):
      "There is no version \(asked) of the record kinds that this program knows; it writes version"
        + " \(newest). Nobody could write any more."
    case .groundUnusable(let bytes):
      "The ground has \(bytes) bytes; it needs from 1 to 256, and everybody in the group reads it."
    case .nothingToErase(let what):
      "Nothing of \(what) is left to erase: nobody wrote to it, or its words are erased already."
    case .lookupUnusable(let file):
      "The file \(file) does not say which small area of 2011 belongs to which middle area or"
        + " district."
    case .taskUnknown(let reference): "There is no shared task \(reference) here."
    case .referenceAmbiguous(let reference, let names):
      "\(names.count) tasks are called \(reference): \(names.joined(separator: ", "))."
    case .referenceUnknown(let reference):
      "No shared task, release or change here is called \(reference)."
    case .memberRetired(let reference): "\(reference) belongs to no scope any more."
    case .databaseOlderThanSigned(let name, let here, let signed):
      "The database holds \(here) of the hub's decisions in \"\(name)\", of \(signed) that were signed:"
        + " it is an older copy of itself. Nothing was decided."
    case .databaseBroughtBack:
      "The hub's database was copied, moved or brought back from a backup, and members may hold newer"
        + " decisions. Nothing was decided."
    case .nothingToSettle(let reference):
      "No log of \(reference) waits for a verdict: none was continued in two ways."
    case .forkPlaceUnknown(let reference):
      "It is not known yet where the two ways of a log of \(reference) part."
    case .scopeOfHubAbove(let name): "In \"\(name)\" the hub above decides, not this one."
    case .belongsAbove(let region): "This hub belongs to \(region) already."
    case .notBelow: "This hub belongs to no hub above it."
    case .noInvitation: "No invitation was answered here, so there is nothing to reply to."
    case .introducerUnknown: "The introduction is not from a member in good standing here."
    case .introducedAlready(let reference, let group): "\(reference) is known in \(group) already."
    case .groupUnknown(let name):
      name.isEmpty ? "There are several groups here." : "There is no group \"\(name)\" here."
    case .sessionCut: "The hub above ended the exchange before it was finished."
    case .homeUnusable(let path, let reason): "No hub can be set up in \(path): \(reason)."
    }
  }

  public var remedy: String {
    switch self {
    case .homeTaken, .homeUnusable: "Name another folder with --home; nothing was changed."
    case .notAHub: "Check --home, or set a hub up there with iscan hub init."
    case .settingMissing: "Restore the hub's folder from its backup."
    case .addressMalformed: "Give it as NAME:PORT, such as hub.example.org:7400."
    case .handleMalformed: "Choose a handle such as regional-analyst; it need not be a name."
    case .personUnknown: "See iscan person list, or add them with iscan person add."
    case .invitationUnknown: "Send a new invitation with iscan hub invite."
    case .fingerprintDiffers:
      "Do not accept it. Telephone the node's operator and compare again; begin anew if it differs."
    case .referenceReserved: "Choose another reference for the partnership."
    case .reasonTooLong: "Say it in fewer words."
    case .databaseMissing:
      "Bring the database back from a backup: what is newer comes back from the members. For another hub"
        + " take another folder."
    case .revocationNotNoted: "Make room on the disk, and run the command again."
    case .memberKnown:
      "See iscan hub members. To replace its keys, revoke it first; if it leaves in good order, retire"
        + " it."
    case .districtCovered: "Check the district's code; revoke the other member first if it is gone."
    case .memberUnknown: "See iscan hub members."
    case .memberRevoked: "Nothing needs to be done."
    case .keysRevoked:
      "Have its operator make new keys by iscan node init in a new folder, and answer the invitation"
        + " from there. The invitation is still good."
    case .reasonMissing: "Say why with --reason; the partnership is told."
    case .schemaUnknown(_, let newest):
      "Give at most \(newest), or update the hub's program first; nothing was decided."
    case .groundUnusable:
      "Give the ground with --ground, in words of your own that repeat none of what is erased, such as"
        + " \"names a victim\", \"names a witness\", \"names a person\", \"an address\", \"court order\"."
    case .nothingToErase: "See what stands there with iscan task show, and name another --field."
    case .lookupUnusable: "Give look-ups from LSOA 2011 to MSOA 2011 and to district."
    case .taskUnknown: "See iscan task list."
    case .referenceAmbiguous:
      "Give the full name of the one you mean; iscan task show NAME tells them apart."
    case .referenceUnknown: "See iscan task list; a change is called by log and number, as 2.17."
    case .memberRetired(let reference):
      "To take it back: iscan hub invite --reference \(reference), and a new node on its side."
    case .scopeOfHubAbove: "Ask the operator of the hub above to do it there."
    case .belongsAbove: "Nothing needs to be done. See iscan sync status."
    case .notBelow: "Ask the operator of the hub above for an invitation: iscan hub enrol --help."
    case .noInvitation: "Answer the invitation first: iscan hub enrol --invitation."
    case .introducerUnknown: "See iscan hub members, and ask that hub's operator."
    case .introducedAlready: "Nothing needs to be done; if it is another machine, revoke the first."
    case .groupUnknown: "Name one with --group; iscan sync status lists them."
    case .sessionCut: "Nothing is lost; the next exchange goes on from there."
    case .databaseOlderThanSigned, .databaseBroughtBack:
      "Have every member run iscan sync run, or bring a bundle: they give back what is missing. See"
        + " iscan hub recover."
    case .nothingToSettle: "See iscan hub verdict list."
    case .forkPlaceUnknown(let reference):
      "Have every machine of \(reference) run iscan sync run once more, or bring a bundle, then decide."
    }
  }
}

extension HubServiceError {
  /// Whether this hub signs nothing for now, since its database may be older than what it signed.
  var isAboutRecovery: Bool {
    switch self {
    case .databaseOlderThanSigned, .databaseBroughtBack: true
    default: false
    }
  }
}

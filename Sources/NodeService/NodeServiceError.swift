public import BusinessCycle
public import Foundation
public import PartnershipRecords
internal import SignedLogs

/// Why a node does not do what was asked.
public enum NodeServiceError: RemediedError, Hashable {
  case homeTaken(String)
  case notANode(String)
  case personUnknown(String)
  case personNotNamed(action: String, candidates: [String])
  case handleMalformed(String)
  case notEnrolled
  case alreadyEnrolled(region: String)
  case noInvitation
  case invitationForAnother(invited: String, here: String)
  case taskUnknown(String)
  case referenceAmbiguous(String, names: [String])
  case noGroup(enrolledAs: String?)
  case severalGroups([String])
  case groupUnknown(String, known: [String])
  case pairNoGroup(String, known: [String])
  case noConflict(task: String, field: String)
  case valueUnreadable(field: String, expected: String)
  case statusNotAChoice([TaskStatus])
  case changedMeanwhile(String)
  case needsNewerRelease(String)
  case periodUnknown
  case areaUnknown(String)
  case releaseUnknown(String)
  case fileUnreadable(String)
  case referenceFileOfOtherKind(String, expected: String)
  case sessionCut
  case releaseAltered(String)
  case lookupEmpties(file: String)
  case populationEmpty(file: String)
  case monthNotImported(Month)
  case alreadyShared(String, with: String)
  case mayBeShared(String, refetch: String)
  case sharedWithAnother(String, with: String, asked: String)
  case referenceUnknown(String)
  case fieldInConflict(task: String, field: TaskField, decider: String, isHere: Bool)
  case keysOfAnotherNode(String)
  case homeUnusable(String, reason: String)
  case databaseMissing(String)
  case groupLogsFull(String)
  case logsAdmittedTooOften(String, until: Date)

  public var code: String {
    switch self {
    case .homeTaken: "node-home-taken"
    case .notANode: "node-not-set-up"
    case .personUnknown: "person-unknown"
    case .personNotNamed: "person-not-named"
    case .handleMalformed: "person-handle-malformed"
    case .notEnrolled: "node-not-enrolled"
    case .alreadyEnrolled: "node-already-enrolled"
    case .noInvitation: "node-no-invitation"
    case .invitationForAnother: "invitation-for-another"
    case .taskUnknown: "task-unknown"
    case .referenceAmbiguous: "task-reference-ambiguous"
    case .noGroup: "node-no-group"
    case .severalGroups: "group-not-named"
    case .groupUnknown, .pairNoGroup: "group-unknown"
    case .noConflict: "conflict-unknown"
    case .valueUnreadable, .statusNotAChoice: "task-value-unreadable"
    case .changedMeanwhile: "task-changed-meanwhile"
    case .needsNewerRelease: "task-needs-newer-release"
    case .periodUnknown: "scan-nothing-imported"
    case .areaUnknown: "area-unknown"
    case .releaseUnknown: "release-unknown"
    case .fileUnreadable: "file-unreadable"
    case .referenceFileOfOtherKind: "reference-file-other-kind"
    case .sessionCut: "sync-session-cut"
    case .releaseAltered: "release-altered"
    case .lookupEmpties: "lookup-empties-partnership"
    case .populationEmpty: "population-empty"
    case .monthNotImported: "month-not-imported"
    case .alreadyShared: "task-shared-already"
    case .mayBeShared: "task-may-be-shared"
    case .sharedWithAnother: "task-shared-with-another"
    case .referenceUnknown: "reference-unknown"
    case .fieldInConflict: "task-field-in-conflict"
    case .keysOfAnotherNode: "keys-of-another-node"
    case .homeUnusable: "node-home-unusable"
    case .databaseMissing: "node-database-missing"
    case .groupLogsFull: "scope-writers-too-many"
    case .logsAdmittedTooOften: "admission-too-often"
    }
  }

  public var detail: String {
    switch self {
    case .homeTaken(let path): "The folder \(path) holds a node or a hub already."
    case .notANode(let path): "There is no node in \(path)."
    case .personUnknown(let handle): "Nobody with the handle \(handle) is known here."
    case .personNotNamed(let action, let candidates):
      candidates.isEmpty
        ? "Nobody here may \(action)." : "It was not said who wants to \(action)."
    case .handleMalformed(let handle):
      "\"\(handle)\" is not a handle: 1 to 32 small letters, digits, dots and hyphens."
    case .notEnrolled: "This node has not joined a region yet."
    case .alreadyEnrolled(let region): "This node belongs to \(region) already."
    case .noInvitation: "This node has made no enrolment request that a reply could answer."
    case .invitationForAnother(let invited, let here):
      "The invitation is for \(invited); this is the node of \(here)."
    case .taskUnknown(let reference): "There is no task \(reference) here."
    case .referenceAmbiguous(let reference, let names):
      "\(names.count) tasks are called \(reference): \(names.joined(separator: ", "))."
    case .noGroup: "This node shares no group with other partnerships yet."
    case .severalGroups(let groups):
      "It was not said with which of \(groups.count) groups the task is to be shared."
    case .groupUnknown(let name, _): "This node is in no group \"\(name)\"."
    case .pairNoGroup(let name, _):
      "\"\(name)\" is no group: it is this node and the hub alone, for what goes to nobody else."
    case .noConflict(let task, let field): "Nobody disagrees about the \(field) of \(task)."
    case .valueUnreadable(let field, let expected):
      "The value given for \(field) is not \(expected)."
    case .statusNotAChoice:
      "The value given for status is not one that can follow from what was written."
    case .changedMeanwhile(let reference):
      "Somebody changed \(reference) after you had it on the screen; nothing was changed by you."
    case .needsNewerRelease(let reference):
      "\(reference) holds something that a newer release of this program wrote."
    case .periodUnknown: "No street files have been imported."
    case .areaUnknown(let area): "No area here is called \"\(area)\"."
    case .releaseUnknown(let release): "There is no release \(release) here."
    case .fileUnreadable(let path): "The file \(path) cannot be read."
    case .referenceFileOfOtherKind(let path, let expected):
      "The file \(path) is not \(expected)."
    case .sessionCut: "The hub ended the session in the middle."
    case .releaseAltered(let release):
      "The stored figures of \(release) are not the ones that the ledger says were drawn."
    case .lookupEmpties(let file):
      "With \(file) no small area would be left in this partnership's districts."
    case .populationEmpty(let file):
      "By \(file) nobody lives in this partnership's areas."
    case .monthNotImported(let month):
      "No street file of this partnership's force has been imported for \(month.inWords)."
    case .alreadyShared(let task, let group): "\(task) is shared with \"\(group)\" already."
    case .mayBeShared(let task, _):
      "\(task) was made before this database was copied, moved or brought back from a backup. It may "
        + "have been shared since then: what was shared from here has not come back yet."
    case .sharedWithAnother(let task, let group, let asked):
      "\(task) is shared with \"\(group)\", and not with \"\(asked)\": a task is shared with one"
        + " group only."
    case .referenceUnknown(let reference):
      "No task, release or change here is called \(reference)."
    case .fieldInConflict(let task, let field, _, _):
      "Partners disagree about the \(field.inWords) of \(task); a new value would hide what they wrote."
    case .keysOfAnotherNode(let path):
      "The database and the keys in \(path) are of different nodes. Nothing was written or sent."
    case .databaseMissing(let file):
      "The keys of a node that has sent changes are here, and its database \(file) is not."
    case .homeUnusable(let path, let reason): "No node can be set up in \(path): \(reason)."
    case .groupLogsFull(let group):
      "\"\(group)\" has \(LogLimits.writersMax) logs that may grow, which are the most: the one that this"
        + " machine began was not admitted. What is written here stays, and leaves once it is."
    case .logsAdmittedTooOften(let group, let until):
      "This partnership's machines began too many logs in \"\(group)\" within a day: the hub admits the"
        + " next after \(until.formatted(.iso8601)). What is written here stays, and leaves then."
    }
  }

  public var remedy: String {
    switch self {
    case .homeTaken: "Name another folder with --home; nothing was changed."
    case .notANode: "Check --home, or set a node up there with iscan node init."
    case .personUnknown: "See iscan person list, or add them with iscan person add."
    case .personNotNamed(_, let candidates):
      candidates.isEmpty
        ? "Add somebody with a role that may, with iscan person add."
        : "Say so with --as; possible are \(candidates.joined(separator: ", "))."
    case .handleMalformed: "Choose a handle such as analyst-1; it need not be a name."
    case .notEnrolled: "Ask the hub's operator for an invitation, then iscan node enrol."
    case .alreadyEnrolled: "Set up another node, in a folder of its own, for another region."
    case .noInvitation: "Begin with iscan node enrol --invitation FILE."
    case .invitationForAnother: "Ask the hub's operator for this partnership's own invitation."
    case .taskUnknown: "See iscan task list."
    case .referenceAmbiguous:
      "Give the full name of the one you mean; iscan task show NAME tells them apart."
    case .noGroup(let reference?):
      "Run iscan sync run once. Without a line: have the hub's operator run iscan sync export --to "
        + "\(reference), and take that in with iscan sync import."
    case .noGroup(nil):
      "Enrol with the region's hub (iscan node enrol), then run iscan sync run once, or take in the "
        + "hub's first bundle."
    case .severalGroups(let groups), .groupUnknown(_, let groups), .pairNoGroup(_, let groups):
      groups.isEmpty
        ? "Enrol with the region's hub, then run iscan sync run once, or take in the hub's first bundle."
        : "Name one with --with: " + groups.map { "\"\($0)\"" }.joined(separator: ", ") + "."
    case .noConflict: "See iscan sync conflicts."
    case .valueUnreadable: "Give the value in that form; see the command's --help."
    case .statusNotAChoice(let choices):
      "Give one of: \(choices.map(\.rawValue).joined(separator: ", "))."
    case .changedMeanwhile: "Look at it again, then make your change."
    case .needsNewerRelease: "Update this program; until then the task can be read and not changed."
    case .periodUnknown: "Import them with iscan import police FILE."
    case .areaUnknown: "Give a code such as E01008162, or a name; see iscan import lookups."
    case .releaseUnknown: "See iscan release list."
    case .fileUnreadable(let path):
      path.unicodeScalars.contains("\u{FFFD}")
        ? "Its name seems not to be UTF-8: rename it, then name it again."
        : "Check the path and who may read it."
    case .referenceFileOfOtherKind: "Give the file to the command for its kind; see iscan import."
    case .monthNotImported: "Import it with iscan import police FILE."
    case .alreadyShared: "Nothing needs to be done; see iscan sync explain."
    case .mayBeShared(let task, let refetch):
      "Get it back first: \(refetch) Then iscan task show \(task) says whether it is shared; if not, share it."
    case .sharedWithAnother:
      "Make another task for that group, with iscan task new; nothing was shared."
    case .referenceUnknown:
      "See iscan task list and iscan release list; a change is called by log and number, as 2.17."
    case .releaseAltered:
      "Somebody changed the database. Run iscan node doctor; restore the last backup."
    case .lookupEmpties: "Check the file; nothing of it was kept."
    case .populationEmpty: "Check the file; nothing of it was kept."
    case .sessionCut: "Nothing is lost; run iscan sync run again."
    case .fieldInConflict(let task, let field, _, true):
      "The tactical chair of this partnership decides: iscan sync resolve \(task) --field "
        + "\(field.name) --value … --comment …"
    case .fieldInConflict(let task, _, let decider, false):
      "The tactical chair of \(decider) decides, which shared the task: iscan sync conflicts shows what "
        + "each wrote. What they should know can be added: iscan task update \(task) --note …"
    case .keysOfAnotherNode:
      "Put node.sqlite and the folder keys of one node together again, from the same home or the same"
        + " backup."
    case .databaseMissing:
      "Bring the database back from a backup: what was sent comes back from the hub. For another node take"
        + " another folder."
    case .homeUnusable: "Name another folder with --home; nothing was changed."
    case .groupLogsFull:
      "Tell the hub's administrator to make room: iscan hub refusals there says who has how many logs."
    case .logsAdmittedTooOften:
      "Run iscan sync run after that. Each copy or backup of this machine that goes on begins a log: see"
        + " that only one runs."
    }
  }
}

/// What may go wrong in a run. A seed activates some of them, each at its own strength; an active
/// one then strikes by chance, call by call.
public enum Fault: String, Sendable, CaseIterable, Codable {
  // The network.
  /// A stream ends at any byte.
  case cut
  /// Frames take up to a minute.
  case delay
  /// One side learns that a stream has ended, the other does not.
  case halfOpen = "half-open"
  /// A direction carries nothing for a while.
  case clog
  /// A node is cut off for a while.
  case partition
  /// A node connects again while a connection is open.
  case duplicate

  // Processes and disks.
  /// A process ends at any point.
  case crash
  /// Writing takes up to seconds, and what is not written is lost with the process.
  case slowDisk = "slow-disk"
  /// The store refuses to write.
  case diskFull = "disk-full"
  /// Reading, writing and synchronising a file fail now and then.
  case diskError = "disk-error"
  /// The machine stops in the midst of writing.
  case powerCut = "power-cut"

  // Copies.
  /// The database of a node is replaced by an older copy.
  case restoreDatabase = "restore-database"
  /// Keys and marks are replaced by an older copy.
  case restoreKeys = "restore-keys"
  // Time.
  /// Clocks that are years off, jump or stand.
  case clock

  // Decisions.
  case revoke
  case retire
  case removeMember = "remove-member"
  case rotate
  case join

  // People.
  /// A form stays open while others' changes arrive.
  case staleForm = "stale-form"

  // Liars.
  /// A node alters bytes that it sends.
  case mangledFrames = "mangled-frames"
  /// A node writes what it may not, or names what it never saw.
  case lyingAuthor = "lying-author"
  /// The hub alters or withholds what it passes on.
  case lyingHub = "lying-hub"

  // Later additions stand at the end, so that the draws of those before stay what they were.
  /// The authority withdraws what somebody wrote.
  case redact
  /// The hub's database is replaced by an older copy.
  case restoreHub = "restore-hub"
  /// A whole machine is an older copy of itself, keys and marks included: it cannot know.
  case restoreMachine = "restore-machine"
  /// A bundle is carried by hand: it arrives at any time, twice, in part, altered or never.
  case bundle
  /// A whole machine is copied, and original and copy go on side by side under one identity.
  case liveCopy = "live-copy"
  /// Some replicas have a later release than others, and write what those do not know.
  case releases
}

import CausalHistory
import PartnershipRecords
import SignedLogs
import SyncProtocol

/// A node or a hub: its identity, its keystore, its store, and what people have in their hands.
final class SimulatedReplica {
  let place: Int
  let name: String
  let identity: IdentityKey
  let node: NodeID
  /// Whom others take it for: of a copy the place of its original.
  let memberPlace: Int
  private let knownAs: String
  var keys = Keystore()
  var storage: any ScopeStorage
  var isUp = true
  /// Counts the processes that ran: what one process had in memory is not known to the next.
  var process = 0
  /// What this machine's clock shows beside the true time; milliseconds.
  var clockOffset: Int64 = 0
  var people: [Person] = []
  /// Copies of the database and of the keystore, each taken at its own time.
  var databaseCopies: [(StorageImage, Set<Digest>)] = []
  var keyCopies: [Keystore] = []
  /// Copies of the whole machine, each of one moment.
  var machineCopies: [(StorageImage, Keystore, Set<Digest>)] = []
  /// What its people were told is saved, and no restore has taken from it.
  var saved: Set<Digest> = []
  /// Whether it lives or lived twice: then what both copies write is in logs of one node.
  var isDouble = false
  /// Whether it was switched off for good.
  var isGone = false
  /// Whether the whole machine was put back or copied: then its node may have written in one place twice.
  var mayFork = false
  /// Whether bytes of logs were let go of here: then its logs do not begin with their first commits.
  var isTrimmed = false
  /// Whether it began with a snapshot.
  var joinedBySnapshot = false
  /// Whether this replica lies in what it writes; nothing is expected of what it holds.
  var isLiar = false
  /// Whether bytes that it sends are altered on their way out of its hands.
  var mangles = false
  /// Whether the database or the keys were ever put back: then its own log may end in a fork.
  var wasRestored = false
  /// Whether the keys were put back: from then on the marks are no proof.
  var keysWereRestored = false
  /// Whether it has release N, which writes what release N−1 does not know.
  var isLater = false
  /// Whether its next process is the first of a later release.
  var isToFoldAnew = false
  var openConnection: Int?
  var partitionedUntil: UInt64 = 0

  init(
    place: Int, name: String, identity: IdentityKey, storage: any ScopeStorage,
    copyOf original: SimulatedReplica? = nil
  ) {
    self.place = place
    self.name = name
    self.identity = identity
    self.storage = storage
    node = NodeID(identityKey: identity.publicKey)
    memberPlace = original?.memberPlace ?? place
    knownAs = original?.knownAs ?? name
  }

  /// Stands for the hash of this machine's TLS key.
  var transportKey: Digest { Digest(hashing: Array(knownAs.utf8)) }

  var description: NodeDescription {
    NodeDescription(
      identityKey: identity.publicKey, name: knownAs, reference: "SIM", districts: [],
      transportKeyHashes: [transportKey])
  }

  func clock(_ now: UInt64) -> UInt64 {
    UInt64(clamping: Int64(clamping: now).addingReportingOverflow(clockOffset).partialValue)
  }
}

import CausalHistory
import PartnershipRecords
import SignedLogs
import SyncProtocol

/// This replica's own log in a scope.
struct OwnLogEntry: Sendable {
  let log: LogID
  /// The log's signed beginning.
  let genesis: SignedContent
}

/// Why a store could not do what it was asked.
enum StorageFault: Error {
  /// The disk refused or broke; the process ends or tries again.
  case disk(_ place: Int, String)
  /// The disk broke when a commit was as good as written: it may be there after the next start.
  case uncertain(_ place: Int, VerifiedCommit)
  /// The author may not write: no log, not admitted, ended.
  case mayNotWrite(String)
}

/// What the simulation needs of a replica's store; memory and SQLite are the two.
///
/// Everything that changes it is one transaction, durable when it returns.
protocol ScopeStorage: AnyObject {
  /// Ascending.
  func scopes() throws -> [ScopeID]
  func control(of scope: ScopeID) throws -> ControlState
  func positions(of scope: ScopeID) throws -> [UInt32: LogPosition]
  func ownLog(in scope: ScopeID) throws -> OwnLogEntry?
  func standing(of scope: ScopeID, access: ScopeAccess) throws -> ScopeStanding
  /// Notes the log that this replica begins, in place of one that it gave up.
  func begin(_ genesis: VerifiedLogGenesis) throws
  /// Gives the own log that waits to be admitted, and what is in it, another beginning; `written` gets
  /// what is in the log then, before it is durable.
  func beginAgain(_ genesis: VerifiedLogGenesis, key: LogKey, written: inout [VerifiedCommit])
    throws
  /// The end of the own log while the authority has not admitted it; nothing if it is empty.
  func waitingHead(in scope: ScopeID) throws -> LogHead?
  /// Notes that what waits to be admitted, if anything does, has to be compared first.
  func compareFirst(in scope: ScopeID) throws
  /// Whether what waits to be admitted has to be compared first with what others have.
  func isToBeCompared(in scope: ScopeID) throws -> Bool
  /// Leaves out of what waits what stands in another log of its node, and notes it as compared;
  /// `written` gets what waits then, before it is durable.
  func leaveOutWhatStands(
    _ genesis: VerifiedLogGenesis, key: LogKey, salt: () -> [UInt8],
    written: inout [VerifiedCommit]) throws
  /// The first ended log of a node of which commits do not count, and are repeated nowhere.
  func orphanedLog(of node: NodeID, in scope: ScopeID) throws -> UInt32?
  /// Goes on with a new log that begins with what an ended one lost; `written` gets the repeats, before
  /// they are durable.
  func goOn(
    with genesis: VerifiedLogGenesis, repeating lost: UInt32, key: LogKey, salt: () -> [UInt8],
    written: inout [VerifiedCommit]) throws
  func found(_ genesis: VerifiedScopeGenesis) throws
  func load(_ request: LoadRequest) throws -> LoadedContent
  /// Continues a control log.
  func apply(
    control records: [SignedContent], first: UInt64, genesis: SignedContent?, of scope: ScopeID)
    throws
  func apply(_ runs: [VerifiedRun], to scope: ScopeID, now: UInt64) throws
  func write(
    in scope: ScopeID, by actor: Actor, now: UInt64, salt: [UInt8], key: LogKey,
    claiming record: Digest?, operations: (ObjectID) throws -> [ShareableOperation]
  ) throws -> VerifiedCommit
  func keep(_ receipt: ReceiptRecord) throws
  /// Keeps the hub's word that came in a file, unless a later one is here.
  func keep(carried receipt: ReceiptRecord) throws
  func receipt(for scope: ScopeID) throws -> ReceiptRecord?
  func keep(acknowledged positions: [StatedPosition], by peer: NodeID, of scope: ScopeID) throws
  /// What these members have said that they hold, and this replica holds too.
  func stableFrontier(of members: [NodeID], in scope: ScopeID) throws -> VersionVector

  // For people and for checks.
  func objects(of scope: ScopeID) throws -> [ObjectState]
  func object(_ id: ObjectID, of scope: ScopeID) throws -> ObjectState?
  func void(of scope: ScopeID) throws -> [Dot: String]
  func stateHash(of scope: ScopeID) throws -> Digest
  /// Commits of a log in order from 1, with the seals over them, as they are stored.
  func commits(of logIndex: UInt32, in scope: ScopeID) throws -> ([UnverifiedCommit], [Seal])
  /// Whether a commit is kept that a verdict has set aside.
  func hasSetAside(_ commit: StatedPosition, in scope: ScopeID) throws -> Bool

  /// Erases withdrawn payloads to the last page; what the disk does not let happen now is done later.
  func erase(at now: UInt64)
  /// The withdrawn commits whose payloads this store says that it has erased.
  func erased(in scope: ScopeID) throws -> [Dot]
  /// Whether some bytes are anywhere in what is stored.
  func contains(_ bytes: [UInt8]) -> Bool

  /// From now on what is stored is read as release N reads it. Nothing is here yet.
  func beginLater()
  /// The same, where something is here: it is folded anew, as the product does after an upgrade.
  func upgrade() throws
  /// Whether what it shows is what release N makes of the stored commits.
  var readsLater: Bool { get }

  /// A copy of everything durable, such as a backup takes.
  func image() throws -> StorageImage
  /// Puts a copy in place of what is here; whoever uses the store opens it anew.
  func restore(_ image: StorageImage) throws
  /// The machine or process ends here: what was not durable is gone.
  func crash() throws
  /// Runs a check: it looks at what is there, and its own reading does not fail.
  func withoutFaults<Value>(_ body: () throws -> Value) rethrows -> Value
  /// From now on the disk fails as its run's faults have it.
  func arm()
  /// Nothing goes wrong any more.
  func heal()
  /// Whether it has stopped: then its process is gone, too.
  var hasStopped: Bool { get }
  /// The machine stops in the midst of writing, after so many writes.
  func stop(afterWrites count: Int)
}

/// A copy of a store.
enum StorageImage: Sendable {
  case memory(MemoryScopes)
  case disk(DiskImage)
}

extension ScopeStorage {
  func frontier(of scope: ScopeID) throws -> VersionVector {
    VersionVector(
      try positions(of: scope).values.filter { $0.logIndex > 0 }.map {
        VersionVector.Entry(logIndex: $0.logIndex, counter: $0.head.counter)
      })
  }
}

internal import NodeStore
internal import PartnershipRecords
internal import ReplicaStore

extension NodeService {
  /// The greatest number that a task of this partnership is known to have; 0 if there is none.
  func lastTaskNumber(_ records: ScopeRecords) throws -> Int {
    // After a backup was brought back, numbers may be taken that this database never gave.
    try max(
      records.lastTaskNumber(of: partnership.reference),
      LocalTasks.lastNumber(in: records.database))
  }
}

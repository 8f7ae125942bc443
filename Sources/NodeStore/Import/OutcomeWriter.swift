internal import ReplicaStore
internal import GRDB
internal import Intake

/// Writes rows of outcomes files; a row that is there already is known by all it says.
final class OutcomeWriter {
  private struct Pending {
    let crimeID: CrimeIdentifier
    let month: Int32
    let outcome: Int32
    let force: Int32
  }

  private var pending: [Pending] = []
  private let importId: Int64
  private let insert: FastStatement

  init(_ db: Database, importId: Int64) throws {
    self.importId = importId
    insert = try FastStatement(
      db,
      """
      INSERT INTO crimeOutcome (crimeId, month, outcome, importId)
      VALUES (?, ?, ?, ?)
      ON CONFLICT (crimeId, month, outcome) DO NOTHING
      """)
  }

  func add(
    _ crimeID: CrimeIdentifier, month: Int32, outcome: Int32, force: Int32,
    _ context: inout ImportContext
  ) throws {
    pending.append(Pending(crimeID: crimeID, month: month, outcome: outcome, force: force))
    if pending.count >= EventWriter.mostPending { try flush(&context) }
  }

  /// Writes what is pending, in order of Crime ID.
  func flush(_ context: inout ImportContext) throws {
    pending.sort { ($0.crimeID, $0.month, $0.outcome) < ($1.crimeID, $1.month, $1.outcome) }
    for outcome in pending {
      insert.bind(2, Int64(outcome.month))
      insert.bind(3, Int64(outcome.outcome))
      insert.bind(4, importId)
      let changes = try withUnsafeBytes(of: outcome.crimeID.bigEndian) { bytes in
        insert.bindInPlace(1, bytes)
        return try insert.execute()
      }
      context.tally.count(month: outcome.month, force: outcome.force, isNew: changes == 1)
    }
    pending.removeAll(keepingCapacity: true)
  }
}

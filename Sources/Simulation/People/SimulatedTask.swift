import PartnershipRecords
import SignedLogs

/// What simulated people share: one field of each kind that a task has.
enum SimulatedTask: SharedRecord {
  static let dataClass = DataClass.shared
  static let kind: UInt32 = 1
  static let status: UInt32 = 1
  static let due: UInt32 = 2
  static let tags: UInt32 = 4
  static let entries: UInt32 = 5
  static let sharedFields = [
    SharedField(number: status, name: "status", kind: .code),
    SharedField(number: due, name: "due", kind: .day),
    SharedField(number: tags, name: "tags", kind: .set),
    SharedField(number: entries, name: "log", kind: .list),
  ]
}

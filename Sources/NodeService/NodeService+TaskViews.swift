internal import PartnershipRecords
internal import BusinessCycle
internal import Foundation
internal import NodeStore
internal import ReplicaStore
internal import SignedLogs
internal import SyncProtocol

extension NodeService {
  /// Shared objects as people see them; the partnerships' references come from the control logs.
  func views(of objects: [SharedObject], _ records: ScopeRecords) throws -> [TaskView] {
    try records.withHistories(of: objects) { object, history in
      let control = try records.control(of: object.scope)
      // A log that the hub has not admitted yet has number 0, and is this node's.
      return TaskView(
        object, history: history, erased: try records.erasedWords(in: object.scope)
      ) { $0 == 0 ? partnership.reference : control.reference(ofLog: $0) }
    }
  }

  func view(of local: LocalTask) throws -> TaskView {
    let fields = try LocalTaskFields(stored: local.fields)
    var values: [TaskField: CycleValue] = [:]
    var elements: [TaskField: [CycleValue]] = [:]
    for (number, value) in fields.values { TaskField(number: number).map { values[$0] = value } }
    for (number, list) in fields.elements { TaskField(number: number).map { elements[$0] = list } }
    return TaskView(
      localReference: reference(of: local.number), values: values, elements: elements,
      journal: fields.journal.map {
        TaskView.Entry(text: $0.text, author: $0.author, writtenAt: $0.writtenAt)
      }, seen: Digest(hashing: Array(local.fields.utf8)))
  }

  /// `GAT-T-0042`.
  func reference(of number: Int) -> String {
    TaskNumber.reference(of: number, partnership.reference)
  }

  func number(of reference: String) -> Int? {
    TaskNumber.number(of: reference, partnership.reference)
  }

  /// The scope of a group of partnerships.
  func groupScope(_ name: String?, _ records: ScopeRecords) throws -> ScopeID {
    let node = try nodeID()
    let groups = try records.scopes().map { try records.control(of: $0) }
      .filter { $0.genesis.kind == .group && $0.isMember(node) }
    let names = groups.map(\.genesis.name).sorted()
    let found = groups.filter { name == nil || $0.genesis.name == name }
    guard let only = found.first else {
      if let name {
        let isPair = try records.scopes().contains {
          let scope = try records.control(of: $0).genesis
          return scope.kind == .pair && scope.name == name
        }
        throw isPair
          ? NodeServiceError.pairNoGroup(name, known: names)
          : NodeServiceError.groupUnknown(name, known: names)
      }
      let isEnrolled = try SettingsTable.value(Setting.enrolment, in: records.database) != nil
      throw NodeServiceError.noGroup(enrolledAs: isEnrolled ? partnership.reference : nil)
    }
    guard found.count == 1 else { throw NodeServiceError.severalGroups(names) }
    return only.scope
  }
}

extension ControlState {
  /// The three letters of the partnership whose log it is; `?` for a log that is not admitted.
  func reference(ofLog logIndex: UInt32) -> String {
    guard let node = logs[logIndex]?.genesis.node else { return "?" }
    return nodes[node]?.description.reference ?? "?"
  }
}

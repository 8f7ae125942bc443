internal import BusinessCycle
internal import Foundation
internal import ReplicaStore

/// The values of a task that is only here, as they are stored.
struct LocalTaskFields: Codable {
  struct Entry: Codable {
    let text: String
    let author: String
    let writtenAt: Date
  }

  /// By field number.
  var values: [UInt32: CycleValue] = [:]
  var elements: [UInt32: [CycleValue]] = [:]
  var journal: [Entry] = []

  init() {}

  init(stored text: String) throws {
    self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
  }

  func stored() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }

  subscript(field: TaskField) -> CycleValue? {
    get { values[field.number] }
    set { values[field.number] = newValue }
  }
}

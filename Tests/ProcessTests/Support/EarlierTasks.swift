import BusinessCycle
import Foundation
import NodeService
import PartnershipRecords
import Testing

/// Tasks that a partnership made before the scene begins, so that references are those of its text.
enum EarlierTasks {
  static func make(_ count: Int, at home: String) throws {
    let node = try NodeService(home: NodeHome(URL(filePath: home)))
    let analyst = try #require(Actor(handle: "analyst", role: .analyst))
    for number in 1...count {
      let title = CycleValue.text("Earlier task \(number)")
      _ = try node.createTask(TaskChange(values: [.title: title]), by: analyst)
    }
  }
}

import Foundation
import GRDB
import Testing

@Suite("What must not leave a partnership does not", .serialized)
struct CanaryTests {
  @Test("Planted records are not in the messages, at the hub, or in the node's logs")
  func planted() async throws {
    let scene = try await CanaryScene()
    try await scene.importAndScan()
    try await scene.prepareToLeave()
    let wire = try await scene.synchroniseWithTaps()
    let places: [(name: String, bytes: [UInt8])] =
      try scene.hubFiles() + [
        ("messages", wire.messages), ("the hub's log", wire.logLines),
        ("the node's logs", try scene.nodeLogRows()),
      ]
    for place in places {
      let found = (PlantedFiles.all + CanaryScene.privateWords).filter { $0.isIn(place.bytes) }
      #expect(found.isEmpty, "in \(place.name): \(found)")
    }
    try expectSearchWorks(scene, places)
  }

  /// What must be there is found by the same search.
  private func expectSearchWorks(
    _ scene: CanaryScene, _ places: [(name: String, bytes: [UInt8])]
  ) throws {
    let sources = try PlantedFiles.all.filter { canary in
      try !scene.planted.files.contains {
        canary.isIn([UInt8](try Data(contentsOf: URL(filePath: $0))))
      }
    }
    #expect(sources.isEmpty, "not planted: \(sources)")
    let database = scene.nodeDatabase()
    let missing = (PlantedFiles.kept + CanaryScene.privateWords).filter { !$0.isIn(database) }
    #expect(missing.isEmpty, "not in the node's own database: \(missing)")
    let kept = PlantedFiles.dropped.filter { $0.isIn(database) }
    #expect(kept.isEmpty, "kept though nobody needs it: \(kept)")
    for canary in CanaryScene.sharedWords {
      let holders = places.filter { canary.isIn($0.bytes) }.map(\.name)
      #expect(holders.contains("messages") && holders.contains("the node's logs"), "\(canary)")
      #expect(holders.contains { $0.hasPrefix("hub.sqlite") }, "\(canary)")
    }
  }
}

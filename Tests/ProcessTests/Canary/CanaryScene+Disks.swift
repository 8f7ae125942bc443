import Foundation
import GRDB
import NodeService
import NodeStore

/// What is on the disks of hub and node.
extension CanaryScene {
  /// Every file of the hub's folder, with its name.
  func hubFiles() throws -> [(name: String, bytes: [UInt8])] {
    let folder = URL(filePath: region.hubHome)
    let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
    return try names.compactMap { name in
      var isFolder: ObjCBool = false
      let file = folder.appending(path: name)
      guard FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder),
        !isFolder.boolValue
      else { return nil }
      return (name, [UInt8](try Data(contentsOf: file)))
    }
  }

  /// The node's own database with what waits in its write-ahead log.
  func nodeDatabase() -> [UInt8] {
    let home = NodeHome(URL(filePath: region.home(.millbridge)))
    return ["", "-wal"].reduce(into: []) { bytes, suffix in
      let file = URL(filePath: home.database.path + suffix)
      bytes += FileManager.default.contents(atPath: file.path).map { [UInt8]($0) } ?? []
    }
  }

  /// Every value of every row from which a node's messages are made.
  func nodeLogRows() throws -> [UInt8] {
    let tables = [
      "scope", "controlRecord", "logSegment", "ownLog", "logPosition", "sharedObject",
      "stateRow", "objectCommit", "recentName", "receipt", "acknowledgement", "session",
    ]
    let home = NodeHome(URL(filePath: region.home(.millbridge)))
    let database = try NodeDatabase(at: home.database)
    return try database.pool.read { db in
      try tables.flatMap { table in
        try Row.fetchAll(db, sql: "SELECT * FROM \(table)").flatMap { row in
          row.flatMap { _, value in Self.bytes(value) + [10] }
        }
      }
    }
  }

  private static func bytes(_ value: DatabaseValue) -> [UInt8] {
    switch value.storage {
    case .null: []
    case .int64(let number): Array("\(number)".utf8)
    case .double(let number): Array("\(number)".utf8)
    case .string(let text): Array(text.utf8)
    case .blob(let data): [UInt8](data)
    }
  }
}

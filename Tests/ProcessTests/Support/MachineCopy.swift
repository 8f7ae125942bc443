import Foundation
import GRDB
import ReplicaStore

/// Folders of nodes and hubs, copied as machines are.
enum MachineCopy {
  /// Copies a folder as `cp -a` does.
  static func folder(_ from: String, to path: String) throws {
    try FileManager.default.copyItem(atPath: from, toPath: path)
  }

  /// Puts a copy of a folder in its place.
  static func bringBack(_ copy: String, to path: String) throws {
    try FileManager.default.removeItem(atPath: path)
    try folder(copy, to: path)
  }

  /// Copies the database of a home, and nothing else, from one folder into another; what stands there goes.
  static func database(of home: String, to other: String) throws {
    let manager = FileManager.default
    try manager.createDirectory(atPath: other, withIntermediateDirectories: true)
    let name = manager.fileExists(atPath: "\(home)/hub.sqlite") ? "hub.sqlite" : "node.sqlite"
    for file in ["", "-wal", "-shm"].map({ name + $0 }) {
      try? manager.removeItem(atPath: "\(other)/\(file)")
      if manager.fileExists(atPath: "\(home)/\(file)") {
        try folder("\(home)/\(file)", to: "\(other)/\(file)")
      }
    }
  }

  /// Copies a node's folder as a snapshot of its virtual machine would be: nothing in the copy tells
  /// that it is one.
  static func snapshot(_ home: String, to path: String) throws {
    try? FileManager.default.removeItem(atPath: path)
    try folder(home, to: path)
    let database = "\(path)/node.sqlite"
    // Whoever opens the database moves what is in its journal into it; that is part of the copy.
    let queue = try DatabaseQueue(path: database)
    try queue.write { db in
      guard let place = DatabasePlace.of(database) else { return }
      try SettingsTable.set("database-place", to: place, in: db)
    }
    try queue.close()
  }
}

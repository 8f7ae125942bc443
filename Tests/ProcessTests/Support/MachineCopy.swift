import Foundation
import GRDB
import ReplicaStore

/// Folders of nodes and hubs, copied as machines are.
enum MachineCopy {
  /// Copies a folder as `cp -a` does.
  static func folder(_ from: String, to path: String) throws {
    try FileManager.default.copyItem(atPath: from, toPath: path)
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

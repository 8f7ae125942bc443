import Synchronization

/// The simulated disks of this process by number: SQLite knows a disk only by a path.
enum DiskRegistry {
  private struct Table {
    var disks: [Int: Unchecked] = [:]
    var next = 1
  }

  /// A disk belongs to one run, and so to one thread.
  private struct Unchecked: @unchecked Sendable {
    let disk: SimulatedDisk
  }

  private static let table = Mutex(Table())

  /// - Returns: The folder under which SQLite finds the disk.
  static func add(_ disk: SimulatedDisk) -> Int {
    let boxed = Unchecked(disk: disk)
    return table.withLock {
      let number = $0.next
      $0.next += 1
      $0.disks[number] = boxed
      return number
    }
  }

  static func remove(_ number: Int) { table.withLock { $0.disks[number] = nil } }

  /// The disk of a path such as `/disk-3/node.sqlite`.
  static func disk(of path: String) -> SimulatedDisk? {
    guard path.hasPrefix("/disk-"), let end = path.dropFirst(6).firstIndex(of: "/"),
      let number = Int(path[path.index(path.startIndex, offsetBy: 6)..<end])
    else { return nil }
    return table.withLock { $0.disks[number] }?.disk
  }
}

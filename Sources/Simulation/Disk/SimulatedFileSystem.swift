import GRDBSQLite
import Synchronization

/// SQLite's view of the simulated disks: a file system of its own, called `iscan-simulated`.
///
/// - Source: SQLite, "The OS backend (VFS) to SQLite", and `test_vfs.c`.
enum SimulatedFileSystem {
  static let name = "iscan-simulated"

  /// An open file: SQLite's part first, then ours.
  struct Handle {
    var base: sqlite3_file
    var open: Unmanaged<OpenFile>
  }

  final class OpenFile {
    let disk: SimulatedDisk
    let name: String
    let isTemporary: Bool
    var sharedMemory: [Int32: UnsafeMutableRawPointer] = [:]

    init(_ disk: SimulatedDisk, _ name: String, isTemporary: Bool) {
      self.disk = disk
      self.name = name
      self.isTemporary = isTemporary
    }

    deinit { for region in sharedMemory.values { region.deallocate() } }
  }

  private static let registration: Int32 = {
    let name = UnsafeMutablePointer<CChar>.allocate(capacity: 16)
    for (place, byte) in (Self.name + "\0").utf8.enumerated() { name[place] = CChar(byte) }
    let system = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
    system.initialize(to: sqlite3_vfs())
    system.pointee.iVersion = 1
    system.pointee.szOsFile = Int32(MemoryLayout<Handle>.size)
    system.pointee.mxPathname = 256
    system.pointee.zName = UnsafePointer(name)
    system.pointee.xOpen = { openFile($1, $2, $3, $4) }
    system.pointee.xDelete = { _, path, _ in delete(path) }
    system.pointee.xAccess = { _, path, _, result in
      let path = path.map { String(cString: $0) } ?? ""
      result?.pointee = DiskRegistry.disk(of: path)?.exists(path) == true ? 1 : 0
      return SQLITE_OK
    }
    system.pointee.xFullPathname = { _, path, count, result in
      guard let path, let result else { return SQLITE_CANTOPEN }
      var length = 0
      while length < Int(count) - 1, path[length] != 0 { length += 1 }
      result.update(from: path, count: length)
      result[length] = 0
      return SQLITE_OK
    }
    system.pointee.xRandomness = { _, count, result in
      // SQLite draws salts of its log from here; they decide nothing else.
      for place in 0..<Int(count) { result?[place] = CChar(truncatingIfNeeded: 7 &* place &+ 3) }
      return count
    }
    system.pointee.xSleep = { _, microseconds in microseconds }
    system.pointee.xCurrentTime = { _, result in
      result?.pointee = 2_460_000.5
      return SQLITE_OK
    }
    system.pointee.xGetLastError = { _, _, _ in 0 }
    return sqlite3_vfs_register(system, 0)
  }()

  /// Makes the file system known to SQLite, once in a process.
  static func register() -> Bool { registration == SQLITE_OK }

  private static func openFile(
    _ path: UnsafePointer<CChar>?, _ file: UnsafeMutablePointer<sqlite3_file>?, _ flags: Int32,
    _ outFlags: UnsafeMutablePointer<Int32>?
  ) -> Int32 {
    guard let file else { return SQLITE_CANTOPEN }
    file.pointee.pMethods = nil
    let name = path.map { String(cString: $0) } ?? "temporary"
    let isTemporary = path == nil
    let disk =
      isTemporary ? SimulatedDisk(random: SeededRandom(seed: 0)) : DiskRegistry.disk(of: name)
    guard let disk else { return SQLITE_CANTOPEN }
    guard disk.exists(name) || flags & SQLITE_OPEN_CREATE != 0 || isTemporary else {
      return SQLITE_CANTOPEN
    }
    disk.create(name)
    let handle = UnsafeMutableRawPointer(file).assumingMemoryBound(to: Handle.self)
    handle.pointee.open = .passRetained(OpenFile(disk, name, isTemporary: isTemporary))
    handle.pointee.base.pMethods = UnsafePointer(FileMethods.table)
    outFlags?.pointee = flags
    return SQLITE_OK
  }

  private static func delete(_ path: UnsafePointer<CChar>?) -> Int32 {
    guard let path else { return SQLITE_OK }
    let name = String(cString: path)
    do { try DiskRegistry.disk(of: name)?.delete(name) } catch { return SQLITE_IOERR | 10 << 8 }
    return SQLITE_OK
  }
}

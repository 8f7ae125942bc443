import GRDBSQLite

/// What SQLite does with an open file of a simulated disk.
enum FileMethods {
  private typealias Handle = SimulatedFileSystem.Handle

  private static func open(_ file: UnsafeMutablePointer<sqlite3_file>?)
    -> SimulatedFileSystem.OpenFile?
  {
    guard let file else { return nil }
    return UnsafeMutableRawPointer(file).assumingMemoryBound(to: Handle.self).pointee.open
      .takeUnretainedValue()
  }

  /// The functions, for the life of the process.
  nonisolated(unsafe) static let table: UnsafeMutablePointer<sqlite3_io_methods> = {
    let table = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    table.initialize(to: sqlite3_io_methods())
    table.pointee.iVersion = 2
    table.pointee.xClose = { file in
      guard let file else { return SQLITE_OK }
      UnsafeMutableRawPointer(file).assumingMemoryBound(to: Handle.self).pointee.open.release()
      file.pointee.pMethods = nil
      return SQLITE_OK
    }
    table.pointee.xRead = { read($0, $1, Int($2), Int($3)) }
    table.pointee.xWrite = { write($0, $1, Int($2), Int($3)) }
    table.pointee.xTruncate = { file, count in
      answer(SQLITE_IOERR_TRUNCATE) {
        guard let open = open(file) else { return }
        try open.disk.truncate(open.name, Int(count))
      }
    }
    table.pointee.xSync = { file, _ in
      answer(SQLITE_IOERR_FSYNC) {
        guard let open = open(file) else { return }
        try open.disk.synchronise(open.name)
      }
    }
    table.pointee.xFileSize = { file, result in
      result?.pointee = open(file).map { Int64($0.disk.size($0.name)) } ?? 0
      return SQLITE_OK
    }
    // One process, one connection a file: nobody else holds a lock.
    table.pointee.xLock = { _, _ in SQLITE_OK }
    table.pointee.xUnlock = { _, _ in SQLITE_OK }
    table.pointee.xCheckReservedLock = { _, result in
      result?.pointee = 0
      return SQLITE_OK
    }
    table.pointee.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
    table.pointee.xSectorSize = { _ in 512 }
    table.pointee.xDeviceCharacteristics = { _ in 0 }
    table.pointee.xShmMap = { file, page, size, _, result in
      guard let open = open(file) else { return SQLITE_IOERR_SHMMAP }
      if open.sharedMemory[page] == nil {
        let region = UnsafeMutableRawPointer.allocate(byteCount: Int(size), alignment: 16)
        region.initializeMemory(as: UInt8.self, repeating: 0, count: Int(size))
        open.sharedMemory[page] = region
      }
      result?.pointee = open.sharedMemory[page]
      return SQLITE_OK
    }
    table.pointee.xShmLock = { _, _, _, _ in SQLITE_OK }
    table.pointee.xShmBarrier = { _ in }
    table.pointee.xShmUnmap = { _, _ in SQLITE_OK }
    return table
  }()

  private static func read(
    _ file: UnsafeMutablePointer<sqlite3_file>?, _ target: UnsafeMutableRawPointer?, _ count: Int,
    _ offset: Int
  ) -> Int32 {
    guard let open = open(file), let target else { return SQLITE_IOERR_READ }
    guard let bytes = try? open.disk.read(open.name, offset, count) else {
      return SQLITE_IOERR_READ
    }
    bytes.withUnsafeBytes { source in
      if let base = source.baseAddress { target.copyMemory(from: base, byteCount: source.count) }
    }
    guard bytes.count < count else { return SQLITE_OK }
    target.advanced(by: bytes.count).initializeMemory(
      as: UInt8.self, repeating: 0, count: count - bytes.count)
    return SQLITE_IOERR_SHORT_READ
  }

  private static func write(
    _ file: UnsafeMutablePointer<sqlite3_file>?, _ source: UnsafeRawPointer?, _ count: Int,
    _ offset: Int
  ) -> Int32 {
    answer(SQLITE_IOERR_WRITE) {
      guard let open = open(file), let source else { return }
      let bytes = [UInt8](UnsafeRawBufferPointer(start: source, count: count))
      try open.disk.write(open.name, offset, bytes)
    }
  }

  private static func answer(_ code: Int32, _ body: () throws -> Void) -> Int32 {
    do {
      try body()
      return SQLITE_OK
    } catch SimulatedDisk.Failure.full {
      return SQLITE_FULL
    } catch {
      return code
    }
  }
}

// The extended codes are macros that Swift does not import.
private let SQLITE_IOERR_READ = SQLITE_IOERR | 1 << 8
private let SQLITE_IOERR_SHORT_READ = SQLITE_IOERR | 2 << 8
private let SQLITE_IOERR_WRITE = SQLITE_IOERR | 3 << 8
private let SQLITE_IOERR_FSYNC = SQLITE_IOERR | 4 << 8
private let SQLITE_IOERR_TRUNCATE = SQLITE_IOERR | 6 << 8
private let SQLITE_IOERR_SHMMAP = SQLITE_IOERR | 21 << 8

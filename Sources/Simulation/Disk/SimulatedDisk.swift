import Glibc

/// A disk that can be told to fail: what programs see of a file and what survives a power cut differ
/// until the file is synchronised.
final class SimulatedDisk {
  /// A write that was not synchronised yet.
  private enum Pending {
    case write(offset: Int, [UInt8])
    case truncate(Int)
  }

  private struct File {
    var cached: [UInt8] = []
    var durable: [UInt8] = []
    var pending: [Pending] = []
  }

  /// What goes wrong, each in so many of ten thousand calls.
  struct Faults {
    var writeFails = 0
    var full = 0
    var readFails = 0
    /// A synchronisation that says it was done, and was not.
    var syncLost = 0
    /// A synchronisation that fails.
    var syncFails = 0
  }

  var faults = Faults()
  private var files: [String: File] = [:]
  private var random: SeededRandom
  /// After so many more writes the machine stops: nothing is written any more.
  var stopsAfter: Int?
  private(set) var hasStopped = false
  private(set) var strikes: [String: Int] = [:]
  /// Whether a synchronisation was lost: then less than was acknowledged may survive.
  private(set) var hasLied = false

  init(random: SeededRandom) { self.random = random }

  private func strikes(_ perTenThousand: Int, _ name: String) -> Bool {
    guard perTenThousand > 0, random.below(10_000) < perTenThousand else { return false }
    strikes[name, default: 0] += 1
    return true
  }

  // MARK: What SQLite asks for

  enum Failure: Error { case full, broken }

  func exists(_ name: String) -> Bool { files[name] != nil }

  func create(_ name: String) { if files[name] == nil { files[name] = File() } }

  func delete(_ name: String) throws {
    guard !hasStopped else { throw Failure.broken }
    files[name] = nil
  }

  func size(_ name: String) -> Int { files[name]?.cached.count ?? 0 }

  /// Bytes from an offset; fewer if the file ends.
  func read(_ name: String, _ offset: Int, _ count: Int) throws -> ArraySlice<UInt8> {
    guard !hasStopped, !strikes(faults.readFails, "read") else { throw Failure.broken }
    guard let content = files[name]?.cached, offset < content.count else { return [] }
    return content[offset..<min(content.count, offset + count)]
  }

  func write(_ name: String, _ offset: Int, _ bytes: [UInt8]) throws {
    try countWrite()
    if strikes(faults.full, "full") { throw Failure.full }
    if strikes(faults.writeFails, "write") { throw Failure.broken }
    files[name, default: File()].cached.overwrite(offset, bytes[...])
    files[name]?.pending.append(.write(offset: offset, bytes))
  }

  func truncate(_ name: String, _ count: Int) throws {
    try countWrite()
    guard size(name) > count else { return }
    files[name]?.cached.removeSubrange(count...)
    files[name]?.pending.append(.truncate(count))
  }

  func synchronise(_ name: String) throws {
    try countWrite()
    if strikes(faults.syncFails, "sync") { throw Failure.broken }
    if strikes(faults.syncLost, "lost-sync") {
      hasLied = true
      return
    }
    guard var file = files[name] else { return }
    for pending in file.pending { Self.apply(pending, to: &file.durable) }
    file.pending = []
    files[name] = file
  }

  private func countWrite() throws {
    guard !hasStopped else { throw Failure.broken }
    guard let left = stopsAfter else { return }
    if left <= 0 {
      hasStopped = true
      throw Failure.broken
    }
    stopsAfter = left - 1
  }

  private static func apply(_ pending: Pending, to content: inout [UInt8]) {
    switch pending {
    case .write(let offset, let bytes): content.overwrite(offset, bytes[...])
    case .truncate(let count): if content.count > count { content.removeSubrange(count...) }
    }
  }

  // MARK: What befalls it

  /// Power is gone and back: of what was not synchronised some is there, in any order of files, the
  /// last of it perhaps in part.
  func powerCut() {
    for name in files.keys.sorted() {
      guard var file = files[name] else { continue }
      let survivors = random.below(file.pending.count + 1)
      for pending in file.pending.prefix(survivors) { Self.apply(pending, to: &file.durable) }
      if survivors < file.pending.count,
        case .write(let offset, let bytes) = file.pending[survivors],
        random.chance(50)
      {
        // Torn: whole sectors of the write, from its beginning.
        let sectors = random.below(bytes.count / 512 + 1)
        file.durable.overwrite(offset, bytes.prefix(512 * sectors))
      }
      file.cached = file.durable
      file.pending = []
      files[name] = file
    }
    stopsAfter = nil
    hasStopped = false
  }

  /// A bit of a file turns over, where the disk keeps it.
  ///
  /// - Returns: Whether there was a file to damage.
  func flipBit(in suffix: String) -> Bool {
    guard let name = files.keys.sorted().first(where: { $0.hasSuffix(suffix) }),
      var content = files[name]?.cached, !content.isEmpty
    else { return false }
    content[random.below(content.count)] ^= UInt8(1) << UInt8(random.below(8))
    files[name] = File(cached: content, durable: content)
    return true
  }

  /// Somebody deletes a file.
  func lose(_ suffix: String) {
    for name in files.keys.sorted() where name.hasSuffix(suffix) { files[name] = nil }
  }

  /// What a backup copies.
  var image: DiskImage { DiskImage(files: files.mapValues(\.cached)) }

  func restore(_ image: DiskImage) {
    files = image.files.mapValues { File(cached: $0, durable: $0) }
  }

  /// Whether some bytes are in any file.
  func contains(_ bytes: [UInt8]) -> Bool {
    files.values.contains { file in
      file.cached.withUnsafeBytes { content in bytes.withUnsafeBytes { content.holds($0) } }
    }
  }
}

extension [UInt8] {
  fileprivate mutating func overwrite(_ offset: Int, _ bytes: ArraySlice<UInt8>) {
    guard !bytes.isEmpty else { return }
    if count < offset { append(contentsOf: repeatElement(0, count: offset - count)) }
    let shared = Swift.min(count - offset, bytes.count)
    replaceSubrange(offset..<offset + shared, with: bytes.prefix(shared))
    append(contentsOf: bytes.dropFirst(shared))
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func holds(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let wanted = bytes.baseAddress, let first = bytes.first, var place = baseAddress else {
      return false
    }
    let end = place + count
    while end - place >= bytes.count,
      let found = memchr(place, Int32(first), end - place - bytes.count + 1)
    {
      if memcmp(found, wanted, bytes.count) == 0 { return true }
      place = UnsafeRawPointer(found) + 1
    }
    return false
  }
}

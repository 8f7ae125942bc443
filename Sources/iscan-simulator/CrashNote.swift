import Glibc

/// Which seeds run, for a process that ends by a trap: a trap says where, and not which seed.
enum CrashNote {
  private static let jobsMax = 64
  nonisolated(unsafe) private static let seeds: UnsafeMutablePointer<UInt64> = {
    let memory = UnsafeMutablePointer<UInt64>.allocate(capacity: jobsMax)
    memory.initialize(repeating: .max, count: jobsMax)
    return memory
  }()

  static func note(job: Int, seed: UInt64) {
    if job < jobsMax { seeds[job] = seed }
  }

  /// From now on a trap names the seeds that run.
  static func install() {
    _ = seeds
    for number in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGABRT] {
      signal(number) { number in
        for job in 0..<CrashNote.jobsMax where CrashNote.seeds[job] != .max {
          CrashNote.write("trapped while seed ", CrashNote.seeds[job])
        }
        signal(number, SIG_DFL)
        raise(number)
      }
    }
  }

  /// Without memory of its own: a process that traps may have none.
  private static func write(_ words: StaticString, _ number: UInt64) {
    _ = Glibc.write(2, words.utf8Start, words.utf8CodeUnitCount)
    var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
    withUnsafeMutableBytes(of: &digits) { buffer in
      var rest = number
      var place = buffer.count - 1
      buffer[place] = 10
      repeat {
        place -= 1
        buffer[place] = UInt8(48 + rest % 10)
        rest /= 10
      } while rest > 0
      if let base = buffer.baseAddress { _ = Glibc.write(2, base + place, buffer.count - place) }
    }
  }
}

import Foundation

/// Wall and processor seconds (user and system, of this process) since it was made.
struct Meter {
  private let start = ContinuousClock.now
  private let used = Meter.processorSeconds()

  var wall: Double { (ContinuousClock.now - start) / .seconds(1) }
  var cpu: Double { Meter.processorSeconds() - used }

  static func processorSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
  }

  /// The most memory that this process has had; 10⁶ bytes.
  static var peakMegabytes: Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_maxrss) * 1024 / 1e6
  }
}

/// Prints what was measured as one JSON object on a line.
func show(_ found: [String: Double]) throws {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys]
  print(String(decoding: try encoder.encode(found), as: UTF8.self))
}

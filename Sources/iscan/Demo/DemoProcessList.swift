import Foundation

/// The processes that the demonstration started, kept in a file so that `stop` finds them.
struct DemoProcessList {
  private(set) var processes: [DemoProcess]

  static func read(_ file: URL) -> DemoProcessList {
    let stored = (try? Data(contentsOf: file)).flatMap {
      try? JSONDecoder().decode([DemoProcess].self, from: $0)
    }
    // A number whose process has ended, or was given to another, is forgotten here.
    return DemoProcessList(processes: (stored ?? []).filter(\.isRunning))
  }

  func isRunning(_ name: String) -> Bool { processes.contains { $0.name == name } }

  /// Starts a server unless it runs already, and waits until its page answers.
  mutating func start(
    _ name: String, with runner: DemoCommandRunner, log: URL, page: Int, words: [String],
    record: URL
  ) throws {
    guard !isRunning(name) else { return }
    guard !LoopbackPort.isOpen(page) else { throw DemoError.portTaken(page) }
    processes.append(try runner.start(words, name: name, log: log))
    try JSONEncoder().encode(processes).write(to: record, options: .atomic)
    for _ in 0..<300 where !LoopbackPort.isOpen(page) { usleep(100_000) }
    guard LoopbackPort.isOpen(page) else { throw DemoError.notStarted(name) }
  }

  /// Asks each process to end, and waits for it; after ten seconds it is ended.
  func stop(recordedIn file: URL) -> [String] {
    for process in processes where process.isRunning { kill(process.identifier, SIGTERM) }
    for _ in 0..<100 where processes.contains(where: \.isRunning) { usleep(100_000) }
    for process in processes where process.isRunning { kill(process.identifier, SIGKILL) }
    try? FileManager.default.removeItem(at: file)
    return processes.map(\.name)
  }
}

/// Whether something listens on a port of this machine.
enum LoopbackPort {
  static func isOpen(_ port: Int) -> Bool {
    let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard handle >= 0 else { return false }
    defer { close(handle) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(port)).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(handle, $0, size) == 0 }
    }
  }
}

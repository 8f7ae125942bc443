import Foundation

/// The folder with published data, named by `ISCAN_DATA`; tests that need it are left out without.
enum RealData {
  static var folder: URL? {
    ProcessInfo.processInfo.environment["ISCAN_DATA"].map { URL(filePath: $0) }
  }

  /// A file's text, unpacked if only a packed one is there.
  static func text(_ folder: URL, _ path: String) throws -> String {
    let plain = folder.appending(path: path)
    if FileManager.default.fileExists(atPath: plain.path) {
      return String(decoding: try Data(contentsOf: plain), as: UTF8.self)
    }
    let unpacking = Process()
    let output = Pipe()
    unpacking.executableURL = URL(filePath: "/bin/gzip")
    unpacking.arguments = ["-dc", plain.path + ".gz"]
    unpacking.standardOutput = output
    try unpacking.run()
    let data = try output.fileHandleForReading.readToEnd()
    unpacking.waitUntilExit()
    return String(decoding: data ?? Data(), as: UTF8.self)
  }
}

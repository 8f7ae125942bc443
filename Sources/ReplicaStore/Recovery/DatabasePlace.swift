internal import CFilePlace
internal import Crypto
internal import Glibc

/// Where a database file lies: this machine, and the very file.
///
/// A file that was copied, or brought back from a backup of its whole folder, is another file: it has
/// another number, or another time of birth. A database keeps the place where it was last used, and so
/// notices. Moving a folder to another disk looks the same and costs a new log, nothing more.
public enum DatabasePlace {
  /// What stands for the place: 32 hexadecimal digits that tell nothing of the machine.
  ///
  /// - Parameter path: The database file.
  /// - Returns: `nil` if the file cannot be looked at.
  public static func of(_ path: String) -> String? {
    var (number, seconds, nanoseconds) = (UInt64(0), Int64(0), UInt32(0))
    guard file_place(path, &number, &seconds, &nanoseconds) == 0 else { return nil }
    let text = "iscan/1/place \(machine) \(number) \(seconds).\(nanoseconds)"
    return SHA256.hash(data: Array(text.utf8)).prefix(16).reduce(into: "") {
      $0 += String(UInt16($1) + 256, radix: 16).dropFirst()
    }
  }

  /// The name that the operating system gave the machine when it was set up; empty if it has none. Read
  /// once: a program that has no file descriptor left must not take its machine for another.
  private static let machine: String = {
    guard let file = fopen("/etc/machine-id", "r") else { return "" }
    defer { fclose(file) }
    var buffer = [UInt8](repeating: 0, count: 64)
    let count = fread(&buffer, 1, buffer.count, file)
    return String(decoding: buffer.prefix(count), as: UTF8.self)
  }()
}

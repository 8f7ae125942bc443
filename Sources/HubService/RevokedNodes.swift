internal import Foundation
internal import Glibc
internal import SignedLogs

/// Whom this hub has revoked, beside its keys and not in its database: a database that is brought back
/// from a backup must not let a stolen machine in again.
struct RevokedNodes {
  /// One revocation.
  struct Entry: Codable {
    /// 64 hexadecimal digits.
    let node: String
    let reason: String
  }

  private let file: URL

  /// - Parameter folder: That of the keys.
  init(folder: URL) { file = folder.appendingPathComponent("revoked.jsonl") }

  /// All that were revoked, in order. A line that cannot be read is passed over: it was being written when
  /// the power went.
  func all() -> [Entry] {
    guard let text = try? String(contentsOf: file, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").compactMap {
      try? JSONDecoder().decode(Entry.self, from: Data($0.utf8))
    }
  }

  /// Notes a revocation, durably.
  ///
  /// - Throws: If the disk is full or the folder cannot be written.
  func note(_ node: NodeID, reason: String) throws {
    guard !all().contains(where: { $0.node == node.hex }) else { return }
    let line = try JSONEncoder().encode(Entry(node: node.hex, reason: reason))
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure() }
    defer { close(descriptor) }
    // It begins with an end of line: one that was cut off stays by itself.
    let bytes = Array("\n".utf8) + Array(line) + Array("\n".utf8)
    guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      throw failure()
    }
  }

  private func failure() -> HubServiceError {
    HubServiceError.revocationNotNoted(file.path, reason: String(cString: strerror(errno)))
  }
}

public import Foundation
public import SignedLogs

/// A file that belongs to a shared task: what it is called, and the digest by which its content is
/// found and checked.
public struct TaskAttachment: Sendable, Hashable {
  /// The number of the task's set of attachments.
  public static let field: UInt32 = 22
  /// The longest name, in bytes of UTF-8.
  public static let nameBytesMax = 100

  public let name: String
  public let byteCount: Int
  /// SHA-256 of the content.
  public let digest: Digest

  /// - Throws: ``AttachmentError/nameUnusable``.
  public init(name: String, byteCount: Int, digest: Digest) throws(AttachmentError) {
    guard Self.isUsable(name) else { throw .nameUnusable }
    (self.name, self.byteCount, self.digest) = (name, byteCount, digest)
  }

  /// Reads an element of the task's set: digest, bytes and name with a space between; `nil` if it is
  /// none, or was withdrawn.
  init?(element: SharedValue) {
    guard case .text(let text) = element else { return nil }
    let parts = text.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let digest = Digest(hex: String(parts[0])),
      let byteCount = Int(parts[1]), (1...SharedAttachment.bytesMax).contains(byteCount),
      Self.isUsable(String(parts[2]))
    else { return nil }
    (name, self.byteCount, self.digest) = (String(parts[2]), byteCount, digest)
  }

  /// As it stands in the task's set.
  var element: SharedValue { .text("\(digest.hex) \(byteCount) \(name)") }

  /// Whether a name is that of a file, and nothing else: no path, and nothing that is not shown.
  static func isUsable(_ name: String) -> Bool {
    (1...nameBytesMax).contains(name.utf8.count) && name != "." && name != ".."
      && name.trimmingCharacters(in: .whitespacesAndNewlines) == name
      && name.unicodeScalars.allSatisfy { scalar in
        !"/\\".unicodeScalars.contains(scalar)
          && ![.control, .format, .lineSeparator, .paragraphSeparator].contains(
            scalar.properties.generalCategory)
      }
  }
}

extension TaskView {
  /// A file of the task's, and who added it.
  public struct Attachment: Sendable, Hashable {
    public let file: TaskAttachment
    /// `GAT/analyst`.
    public let author: String
    /// By the author's own clock.
    public let addedAt: Date
  }
}

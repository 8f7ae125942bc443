import Foundation

/// A page of the protocol's text.
func protocolText(_ page: String) throws -> String {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  return try String(contentsOf: root.appendingPathComponent("Protocol/\(page)"), encoding: .utf8)
}

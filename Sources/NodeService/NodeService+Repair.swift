internal import Foundation
internal import ReplicaStore
internal import SignedLogs

/// What repairing a node came to.
public struct RepairReport: Codable, Sendable, Hashable {
  /// Scopes whose records were made good again.
  public let scopes: [String]
  /// What was taken out, in sentences.
  public let notices: [String]
  /// Where what was taken out is kept; empty if nothing was.
  public let kept: [String]
}

extension NodeService {
  /// Makes the shared records of this node good again after the database was changed by something
  /// else: keeps what verifies, sets the rest aside in files, folds the state anew.
  ///
  /// - Returns: What was done; empty if nothing was wrong.
  /// - Throws: If the database cannot be read or the files cannot be written; then nothing has
  ///   changed.
  public func repair() throws -> RepairReport {
    var scopes: [String] = []
    var notices: [String] = []
    var kept: [String] = []
    for scope in try read({ try $0.scopes() }) {
      guard try !read({ try $0.faults(of: scope) }).isEmpty else { continue }
      let repair = try write { _, records in
        let repair = try records.repair(scope)
        // In the same transaction: nothing leaves the database that is not in a file.
        for part in repair.setAside { kept.append(try keep(part, of: scope)) }
        return repair
      }
      scopes.append(repair.name)
      notices += repair.sentences
    }
    try recoverAtOpen()
    return RepairReport(scopes: scopes, notices: notices, kept: kept)
  }

  private var setAsideFolder: URL { home.folder.appending(path: "set-aside") }

  private func keep(_ part: ScopeRepair.SetAside, of scope: ScopeID) throws -> String {
    try FileManager.default.createDirectory(
      at: setAsideFolder, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    let name = "\(scope.hex)-\(part.logIndex)-\(part.start).stretch"
    let file = setAsideFolder.appending(path: name)
    try Data(part.content).write(to: file, options: [.atomic])
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
    return file.path
  }

  /// Puts back what a repair set aside, as far as what it follows has come back.
  ///
  /// - Returns: Whether anything was put back.
  /// - Throws: If the database or a file cannot be written.
  func putBackSetAside() throws -> Bool {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: setAsideFolder.path)) ?? []
    var hasPutBack = false
    for name in names.sorted() where name.hasSuffix(".stretch") {
      let parts = name.dropLast(".stretch".count).split(separator: "-")
      let file = setAsideFolder.appending(path: name)
      guard parts.count == 3, let scope = ScopeID(hex: String(parts[0])),
        let logIndex = UInt32(parts[1]), let start = UInt64(parts[2]),
        let content = FileManager.default.contents(atPath: file.path)
      else { continue }
      let isBack = try write { _, records in
        try records.putBack([UInt8](content), from: start, of: logIndex, in: scope)
      }
      guard isBack else { continue }
      hasPutBack = true
      // All of it is in its log again, durably.
      try FileManager.default.removeItem(at: file)
    }
    return hasPutBack
  }
}

extension ScopeRepair {
  fileprivate var sentences: [String] {
    var lines = [
      "\"\(name)\": what is good was kept, and the shared records were made anew from it."
    ]
    lines += setAside.map {
      "\"\(name)\", log \($0.logIndex): changes \($0.first) to \($0.last) do not verify and were set"
        + " aside, or follow such: what was sent comes back from the hub, and what follows is put back."
    }
    if controlRecordsRemoved > 0 {
      lines.append(
        "\"\(name)\": of the hub's decisions so many do not verify and come back: "
          + "\(controlRecordsRemoved).")
    }
    return lines
  }
}

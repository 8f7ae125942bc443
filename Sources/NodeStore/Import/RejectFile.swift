internal import Foundation
internal import Intake

/// The rows of a file that could not be used, for a person to correct and import again.
///
/// `NAME.rejected.csv` has the file's own header and the rows as they were; `NAME.reasons.csv` says
/// for each the line and what is wrong. They stay on the node. A file that is there already is
/// never written over: somebody may be correcting it.
final class RejectFile {
  /// The file of rows.
  let url: URL
  private let reasons: URL
  private var rows: FileHandle?
  private var reasonLines: FileHandle?

  /// - Parameters:
  ///   - folder: Is made if it is not there.
  ///   - file: The name of the file that is imported.
  ///   - header: Its first line.
  /// - Throws: ``NodeStoreError/cannotWriteRejects(file:)``.
  init(in folder: URL, file: String, header: [UInt8]) throws {
    let stem = file.hasSuffix(".csv") ? String(file.dropLast(4)) : file
    let number = Self.freeNumber(in: folder, stem)
    url = folder.appendingPathComponent("\(stem).rejected\(number).csv")
    reasons = folder.appendingPathComponent("\(stem).reasons\(number).csv")
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      rows = try Self.make(Self.draft(url))
      reasonLines = try Self.make(Self.draft(reasons))
      try write(header, to: rows)
      try write(Array("line,reason,meaning".utf8), to: reasonLines)
    } catch {
      throw NodeStoreError.cannotWriteRejects(file: url.path)
    }
  }

  func add(_ row: RejectedRow) throws {
    do {
      try write(row.raw, to: rows)
      let meaning = row.reason.sentence.replacingOccurrences(of: "\"", with: "\"\"")
      try write(
        Array("\(row.line),\(row.reason.rawValue),\"\(meaning)\"".utf8), to: reasonLines)
    } catch {
      throw NodeStoreError.cannotWriteRejects(file: url.path)
    }
  }

  /// Gives both files their names: until then they are drafts that a stopped import leaves behind
  /// and the next one writes over.
  func publish() throws {
    close()
    do {
      try FileManager.default.moveItem(at: Self.draft(url), to: url)
      try FileManager.default.moveItem(at: Self.draft(reasons), to: reasons)
    } catch {
      throw NodeStoreError.cannotWriteRejects(file: url.path)
    }
  }

  /// Takes both files away, when the import came to nothing.
  func discard() {
    close()
    for file in [url, reasons] {
      try? FileManager.default.removeItem(at: Self.draft(file))
      try? FileManager.default.removeItem(at: file)
    }
  }

  private func close() {
    try? rows?.close()
    try? reasonLines?.close()
    rows = nil
    reasonLines = nil
  }

  private func write(_ line: [UInt8], to handle: FileHandle?) throws {
    try handle?.write(contentsOf: line + [13, 10])
  }

  private static func draft(_ url: URL) -> URL { url.appendingPathExtension("draft") }

  /// Nothing for the first file of that name, `-2` for the second and so on.
  private static func freeNumber(in folder: URL, _ stem: String) -> String {
    var number = 1
    while true {
      let suffix = number == 1 ? "" : "-\(number)"
      let taken = ["rejected", "reasons"].contains { kind in
        FileManager.default.fileExists(
          atPath: folder.appendingPathComponent("\(stem).\(kind)\(suffix).csv").path)
      }
      guard taken else { return suffix }
      number += 1
    }
  }

  /// Makes an empty file that only its owner can read.
  private static func make(_ url: URL) throws -> FileHandle {
    let isMade = FileManager.default.createFile(
      atPath: url.path, contents: nil, attributes: [.posixPermissions: 0o600])
    guard isMade else { throw NodeStoreError.cannotWriteRejects(file: url.path) }
    return try FileHandle(forWritingTo: url)
  }
}

// MARK: - Corrected rows

extension RejectFile {
  /// Whether a file's name is that of a file of rejected rows, which somebody has corrected.
  static func isCorrection(_ file: String) -> Bool {
    file.hasSuffix(".csv") && file.contains(".rejected")
  }

  /// What a count of stored rows is limited to for a file of corrected rows: those that the same
  /// file brought before. Equal rows of the original are other incidents.
  static func sameCorrection(_ file: String?, parameter: Int) -> String {
    guard file != nil else { return "" }
    return "\nAND importId IN (SELECT id FROM importBatch WHERE file = ?\(parameter))"
  }
}

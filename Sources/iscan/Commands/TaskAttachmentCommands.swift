import ArgumentParser
import BusinessCycle
import Foundation
import HubService
import NodeService
import PartnershipRecords
import ReplicaStore
import SignedLogs

/// An attachment as commands show it.
struct AttachmentLine: Codable {
  /// Empty if it was erased.
  let name: String
  let bytes: Int
  /// SHA-256 of the content, in hexadecimal digits; empty if it was erased.
  let sha256: String
  let author: String
  let addedAt: Date
  /// `erased (GROUND, DAY)`; `nil` for a file that is here.
  let erased: String?

  static func lines(of task: TaskView) -> [AttachmentLine] {
    task.attachments.map(AttachmentLine.init)
      + task.erasedAttachments.map(AttachmentLine.init(erased:))
  }

  init(erased entry: TaskView.Entry) {
    (name, bytes, sha256) = ("", 0, "")
    (author, addedAt, erased) = (entry.author, entry.writtenAt, entry.text)
  }

  init(_ attachment: TaskView.Attachment) {
    name = attachment.file.name
    bytes = attachment.file.byteCount
    sha256 = attachment.file.digest.hex
    author = attachment.author
    addedAt = attachment.addedAt
    erased = nil
  }
}

struct TaskAttach: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attach", abstract: "Attach a file to a shared task.",
    discussion: """
      Everybody who holds the task gets the file, with the line or by a bundle; what they have \
      received cannot be taken back, but the region can have it erased: iscan hub redact \
      --attachment. At most 4 MiB.

        iscan task attach GAT-T-0042 plan.pdf
        iscan task attach GAT-T-0042 scan0017.pdf --name "site plan.pdf"
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var actor: ActorOptions
  @Argument(help: "The task, such as GAT-T-0042.") var task: String
  @Argument(help: "The file.") var file: String
  @Option(help: "What it shall be called; the file's own name unless given.") var name: String?
  @OptionGroup var output: OutputOptions

  func run() throws {
    let node = try home.node()
    let person = try actor.actor(of: node, to: .update, .task)
    // Looked at before it is read: it could be anything, also behind a link.
    let behind = URL(filePath: file).resolvingSymlinksInPath().path
    let found = try? FileManager.default.attributesOfItem(atPath: behind)
    guard let found, found[.type] as? FileAttributeType == .typeRegular else {
      throw NodeServiceError.fileUnreadable(file)
    }
    if let size = found[.size] as? Int, size > SharedAttachment.bytesMax {
      throw AttachmentError.tooLarge(byteCount: size)
    }
    let called = name ?? URL(filePath: file).lastPathComponent
    try node.attach([UInt8](try content(of: file)), named: called, to: task, by: person)
    let lines = try node.task(task).attachments.map(AttachmentLine.init)
    let leaves = try node.task(task).scope == nil ? "" : " " + node.howItLeaves(task)
    try output.show(lines.first { $0.name == called }) {
      "\(called) is attached to \(task).\(leaves)"
    }
  }
}

struct TaskAttachments: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attachments", abstract: "List the files of a task.")

  @OptionGroup var home: HomeOptions
  @Argument(help: "The task, such as GAT-T-0042.") var task: String
  @OptionGroup var output: OutputOptions

  func run() throws {
    let found = home.isHub ? try home.hub().task(task) : try home.node().task(task)
    let lines = AttachmentLine.lines(of: found)
    try output.show(lines) {
      var table = TextTable(["Name", "Bytes", "By", "Added"])
      for line in lines {
        table.add([
          line.erased ?? line.name, line.erased == nil ? "\(line.bytes)" : "", line.author,
          plain(line.addedAt),
        ])
      }
      return lines.isEmpty ? "\(task) has no attachments." : table.text
    }
  }
}

struct TaskAttachmentCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "attachment", abstract: "Write a file of a task to this machine's disk.",
    discussion: """
      Its digest is checked first: it is what was attached, or it is not written.

        iscan task attachment GAT-T-0042 plan.pdf --output plan.pdf
      """)

  @OptionGroup var home: HomeOptions
  @Argument(help: "The task, such as GAT-T-0042.") var task: String
  @Argument(help: "The attachment's name.") var name: String
  @Option(help: "Where to write it; nothing may be there yet.") var output: String
  @OptionGroup var form: OutputOptions

  func run() throws {
    let found =
      home.isHub
      ? try home.hub().attachment(name, of: task) : try home.node().attachment(name, of: task)
    try write(Data(found.content), to: output)
    struct Answer: Encodable {
      let output: String
      let bytes: Int
      let sha256: String
    }
    try form.show(
      Answer(output: output, bytes: found.content.count, sha256: found.file.digest.hex)
    ) { "\(output): \(counted(found.content.count, "byte", "bytes")), as attached." }
  }
}

internal import BusinessCycle
internal import GRDB
internal import NodeStore
public import PartnershipRecords
public import ReplicaStore
internal import SignedLogs
internal import SyncProtocol

extension NodeService {
  /// Attaches a file to a shared task: everybody who holds the task gets it.
  ///
  /// - Parameters:
  ///   - content: The file.
  ///   - name: What it shall be called.
  ///   - reference: The task.
  ///   - actor: Who attaches it.
  /// - Returns: The attachment as the task names it.
  /// - Throws: `AttachmentError`, ``NodeServiceError``, `CycleError`, `ReplicaError`.
  @discardableResult
  public func attach(
    _ content: [UInt8], named name: String, to reference: String, by actor: Actor
  ) throws -> TaskAttachment {
    try require(actor, .update, .task)
    guard !content.isEmpty else { throw AttachmentError.empty }
    guard content.count <= SharedAttachment.bytesMax else {
      throw AttachmentError.tooLarge(byteCount: content.count)
    }
    let file = try TaskAttachment(
      name: name, byteCount: content.count, digest: Digest(hashing: content))
    let task = try task(reference)
    guard let scope = task.scope, let object = task.object else {
      throw AttachmentError.taskNotShared(reference)
    }
    guard !task.needsNewerRelease else { throw NodeServiceError.needsNewerRelease(reference) }
    guard !task.attachments.contains(where: { $0.file.name == name }) else {
      throw AttachmentError.nameTaken(task: reference)
    }
    try write { _, records in
      try checkMark(scope, records)
      try records.attach(content, as: file, to: object, in: scope) { operations in
        try records.write(
          in: scope, by: actor, now: milliseconds, salt: randomBytes(16), key: logKey,
          operations: operations)
      }
    }
    return file
  }

  /// A file of a task, by its name or digest; its digest is checked.
  ///
  /// - Throws: `AttachmentError`, ``NodeServiceError/taskUnknown(_:)``.
  public func attachment(_ name: String, of reference: String) throws
    -> (file: TaskAttachment, content: [UInt8])
  {
    let task = try task(reference)
    return try read { try $0.attachment(name, of: task) }
  }
}

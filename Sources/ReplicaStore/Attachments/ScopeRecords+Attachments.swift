public import SignedLogs
internal import SyncProtocol

extension ScopeRecords {
  /// Attaches a file to a shared task, all in this transaction: its content first, then its name, so
  /// that nobody hears of a file whose content cannot come.
  ///
  /// - Parameters:
  ///   - content: The file.
  ///   - file: What it is called; of this content.
  ///   - task: The task.
  ///   - scope: Its scope, in which this replica writes.
  ///   - write: Writes one commit; given what makes its operations from the name of the next object.
  /// - Throws: What `write` throws.
  public func attach(
    _ content: [UInt8], as file: TaskAttachment, to task: ObjectID, in scope: ScopeID,
    write: ((_ next: ObjectID) throws -> [ShareableOperation]) throws -> Void
  ) throws {
    if (try? self.content(of: file, in: scope)) == nil {
      var rest: [[ShareableOperation]] = []
      try write { object in
        rest = try SharedAttachment.commits(of: content, as: object)
        return rest.removeFirst()
      }
      for operations in rest { try write { _ in operations } }
    }
    try write { _ in [try SharedTask.attach(file, to: task)] }
  }

  /// The content of an attachment, its digest checked.
  ///
  /// - Parameters:
  ///   - file: As a task names it.
  ///   - scope: The task's.
  /// - Returns: The content; `nil` if not all of it is here.
  /// - Throws: ``AttachmentError/damaged(task:)`` if parts are here and none of it is what was
  ///   attached; ``ReplicaError``.
  public func content(of file: TaskAttachment, in scope: ScopeID) throws -> [UInt8]? {
    let objects = try objects(reference: file.digest.hex).filter {
      $0.scope == scope && SharedAttachment.isWhole($0.state)
    }
    for object in objects {
      let content = try content(of: object.state, in: scope)
      if content.count == file.byteCount, Digest(hashing: content) == file.digest { return content }
    }
    guard objects.isEmpty else { throw AttachmentError.damaged(task: "The task") }
    return nil
  }

  /// The content of an attachment of a task by its name or its digest.
  ///
  /// - Throws: ``AttachmentError``.
  public func attachment(_ name: String, of task: TaskView) throws
    -> (file: TaskAttachment, content: [UInt8])
  {
    let found = task.attachments.map(\.file).first { $0.name == name || $0.digest.hex == name }
    guard let file = found, let scope = task.scope else {
      throw AttachmentError.unknown(task: task.reference)
    }
    do {
      guard let content = try content(of: file, in: scope) else {
        throw AttachmentError.incomplete(task: task.reference)
      }
      return (file, content)
    } catch AttachmentError.damaged {
      throw AttachmentError.damaged(task: task.reference)
    }
  }
}

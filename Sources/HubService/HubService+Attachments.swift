internal import GRDB
internal import HubStore
public import ReplicaStore

extension HubService {
  /// A file of a shared task, by its name or digest; its digest is checked.
  ///
  /// - Throws: `AttachmentError`, ``HubServiceError/taskUnknown(_:)``.
  public func attachment(_ name: String, of reference: String) throws
    -> (file: TaskAttachment, content: [UInt8])
  {
    let task = try task(reference)
    return try database.writer.read { try ScopeRecords($0).attachment(name, of: task) }
  }
}

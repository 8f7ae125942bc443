public import GRDB

extension DatabaseReader {
  /// Reads, and gives the reader back as soon as the reading ends.
  ///
  /// GRDB's own asynchronous `read` gives its reader back on one of the few threads that all tasks of
  /// a process share. Whoever holds such a thread while it waits for a reader – a page, or anything
  /// else that reads synchronously inside a task – would then wait for a reader that waits for the
  /// thread, and the process would stand still for good. Here it comes back on the reader's own
  /// thread, whatever the tasks do.
  ///
  /// - Parameter step: Reads, in one transaction.
  /// - Returns: What it returned.
  /// - Throws: What it threw; `DatabaseError` if the database cannot be read.
  public func readAndRelease<Value: Sendable>(
    _ step: @escaping @Sendable (Database) throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { done in
      asyncRead { access in done.resume(with: Result { try step(try access.get()) }) }
    }
  }
}

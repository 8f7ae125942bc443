import Logging

/// Keeps every line of a log, also of those levels that nobody would look at.
struct RecordingLog: LogHandler {
  let lines: Notebook<[UInt8]>
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .trace

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    lines.note(Array("\(event.message) \(event.metadata ?? [:])".utf8))
  }
}

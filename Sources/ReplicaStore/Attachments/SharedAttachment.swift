public import PartnershipRecords
public import SignedLogs
public import SyncProtocol

/// The content of an attachment as a shared object: its reference is the content's digest, so that
/// whoever names it by its digest can check what came.
public enum SharedAttachment: SharedRecord {
  public static let dataClass = DataClass.shared
  public static let kind: UInt32 = 4

  enum Field {
    static let bytes: UInt32 = 1
    static let parts: UInt32 = 2
  }

  public static let sharedFields = [
    SharedField(number: Field.bytes, name: "bytes", kind: .number),
    SharedField(number: Field.parts, name: "parts", kind: .number),
  ]

  /// The most that an attachment may have: 4 MiB, 256 parts.
  public static let bytesMax = 4_194_304
  private static let partBytes = 16_384
  /// Three parts stay below the largest commit.
  private static let partsInCommit = 3

  /// The commits that carry a file, in order: the first creates the object.
  ///
  /// - Parameters:
  ///   - content: 1 to ``bytesMax`` bytes.
  ///   - object: The name that the object will have.
  /// - Returns: The operations of each commit.
  /// - Throws: `SignedLogError` if an operation breaks a rule.
  static func commits(of content: [UInt8], as object: ObjectID) throws -> [[ShareableOperation]] {
    let chunks = try stride(from: 0, to: content.count, by: partBytes).enumerated().map {
      try putChunk(
        Array(content[$0.element..<min($0.element + partBytes, content.count)]),
        at: UInt32($0.offset), of: object)
    }
    let first = [
      try create(reference: Digest(hashing: content).hex),
      try set(Field.bytes, of: object, to: .number(Int64(content.count))),
      try set(Field.parts, of: object, to: .number(Int64(chunks.count))),
    ]
    return stride(from: 0, to: chunks.count, by: partsInCommit).map { place in
      (place == 0 ? first : []) + chunks[place..<min(place + partsInCommit, chunks.count)]
    }
  }

  /// Whether all parts of an object are here.
  static func isWhole(_ object: ObjectState) -> Bool {
    guard object.kind == kind, case .number(let parts)? = object.value(Field.parts) else {
      return false
    }
    return object.isWhole(of: parts)
  }
}

extension SharedTask {
  /// The files that a task names now.
  public static func attachments(of task: ObjectState) -> [TaskAttachment] {
    guard task.kind == kind else { return [] }
    return (task.fields[TaskAttachment.field]?.elements ?? []).compactMap {
      TaskAttachment(element: $0.value)
    }
  }

  /// Adds a file to a task's attachments.
  static func attach(_ file: TaskAttachment, to object: ObjectID) throws -> ShareableOperation {
    try add(file.element, to: TaskAttachment.field, of: object)
  }
}

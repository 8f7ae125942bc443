public import CausalHistory
internal import Foundation
public import ProtocolMessages
internal import SwiftProtobuf

/// Which values of a field a write replaces.
public enum Replacement: Hashable, Sendable {
  /// All that the commit's context covers: the person had everything on the screen.
  case allInContext
  /// These, because others had arrived since the person opened the form.
  case dots([Dot])
}

/// What one operation of a commit says. To *write* one, see ``ShareableOperation``.
public enum SharedOperation: Hashable, Sendable {
  case create(kind: UInt32, reference: String)
  /// Gives a field a value. `resolves` marks a person's decision on a conflict.
  case set(
    object: ObjectID, field: UInt32, value: SharedValue, replaces: Replacement, resolves: Bool,
    note: String)
  /// Adds to a set.
  case add(object: ObjectID, field: UInt32, value: SharedValue)
  /// Takes out of a set all that the named commits added to it.
  case remove(object: ObjectID, field: UInt32, replaces: [Dot])
  /// Adds to a list that only grows.
  case append(object: ObjectID, field: UInt32, value: SharedValue)
  /// Part of an object's bulk content.
  case putChunk(object: ObjectID, index: UInt32, content: [UInt8])

  /// The object that it changes; `nil` for a creation, whose object has the operation's name.
  public var object: ObjectID? {
    switch self {
    case .create: nil
    case .set(let object, _, _, _, _, _), .add(let object, _, _), .remove(let object, _, _),
      .append(let object, _, _), .putChunk(let object, _, _):
      object
    }
  }

  /// The field that it changes; `nil` for a creation and for bulk content.
  public var field: UInt32? {
    switch self {
    case .create, .putChunk: nil
    case .set(_, let field, _, _, _, _), .add(_, let field, _), .remove(_, let field, _),
      .append(_, let field, _):
      field
    }
  }

  func checkSize(counter: UInt64) throws(SignedLogError) {
    let sizes: [Int] =
      switch self {
      case .create(_, let reference): [reference.utf8.count]
      case .set(_, _, let value, _, _, let note): [value.byteCount, note.utf8.count]
      case .add(_, _, let value), .append(_, _, let value): [value.byteCount]
      case .remove: []
      case .putChunk(_, _, let content): [content.count]
      }
    for size in sizes where size > LogLimits.valueBytesMax {
      throw .valueTooLarge(counter: counter, bytes: size)
    }
  }
}

// MARK: - As it travels

extension SharedOperation {
  public func encoded() -> Iscan_Sync_V1_Operation {
    .with {
      switch self {
      case .create(let kind, let reference):
        $0.create.kind = kind
        $0.create.reference = reference
      case .set(let object, let field, let value, let replaces, let resolves, let note):
        $0.set = Self.encodedSet(object, field, value, replaces)
        $0.set.resolves = resolves
        $0.set.resolutionNote = note
      case .add(let object, let field, let value):
        $0.addElement.object = object.encoded()
        $0.addElement.field = field
        $0.addElement.value = value.encoded()
      case .remove(let object, let field, let replaces):
        $0.removeElement.object = object.encoded()
        $0.removeElement.field = field
        $0.removeElement.replaces = replaces.sorted().map { $0.encoded() }
      case .append(let object, let field, let value):
        $0.append.object = object.encoded()
        $0.append.field = field
        $0.append.value = value.encoded()
      case .putChunk(let object, let index, let content):
        $0.putChunk.object = object.encoded()
        $0.putChunk.index = index
        $0.putChunk.content = Data(content)
      }
    }
  }

  private static func encodedSet(
    _ object: ObjectID, _ field: UInt32, _ value: SharedValue, _ replaces: Replacement
  ) -> Iscan_Sync_V1_Set {
    .with {
      $0.object = object.encoded()
      $0.field = field
      $0.value = value.encoded()
      switch replaces {
      case .allInContext: $0.allInContext = true
      case .dots(let dots): $0.replaces = dots.sorted().map { $0.encoded() }
      }
    }
  }
}

extension ObjectID {
  func encoded() -> Iscan_Sync_V1_ObjectName {
    .with {
      $0.logIndex = logIndex
      $0.counter = counter
      $0.operationIndex = operationIndex
    }
  }
}

extension Dot {
  func encoded() -> Iscan_Sync_V1_Dot {
    .with {
      $0.logIndex = logIndex
      $0.counter = counter
    }
  }
}

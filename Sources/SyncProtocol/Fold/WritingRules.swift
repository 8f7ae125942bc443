import SignedLogs

/// Whose change of a field counts. A replica can tell from which partnership's log a change comes;
/// which *role* its author had is for the partnership's own node to check.
enum EntitledWriter: Hashable, Sendable {
  /// Whoever may write in the scope.
  case anyMember
  /// The partnership that made the object.
  case maker
  /// The partnership that made the object, or the region's own node.
  case makerOrKeeper
  /// The member in the place of the field: its number less this one.
  case memberInPlace(from: UInt32)
}

/// One line of the table.
struct WritingRule: Sendable {
  /// Which changes of the fields it speaks of.
  enum Change: Hashable, Sendable {
    case any
    /// A register is given this code.
    case code(String)
    /// A person's decision on a conflict.
    case resolution
  }

  /// The object's kind.
  let kind: UInt32
  /// Numbers of fields; bulk content counts as field 0.
  let fields: ClosedRange<UInt32>
  let change: Change
  let writer: EntitledWriter
}

/// The table of the rules' version 2: who may write what, by the kind of object and the field. Every
/// line that speaks of a change must let it pass; a change of which no line speaks any member may
/// make, and any member may create an object of any kind.
enum WritingRules {
  private static let allFields: ClosedRange<UInt32> = 0...UInt32.max

  static let version2: [WritingRule] = [
    // Tasks: all who share one work on it. Taking it back, and deciding what partners disagree about,
    // is for the partnership that shared it, or the region.
    WritingRule(kind: 1, fields: 3...3, change: .code("withdrawn"), writer: .makerOrKeeper),
    WritingRule(kind: 1, fields: allFields, change: .resolution, writer: .makerOrKeeper),
    // Each partner's own red, amber or green, by the place in which it joined.
    WritingRule(kind: 1, fields: 40...103, change: .any, writer: .memberInPlace(from: 40)),
    // Releases: what a partnership says of itself nobody else can say.
    WritingRule(kind: 2, fields: allFields, change: .any, writer: .maker),
    // The note on a decision is the words of whoever decided.
    WritingRule(kind: 3, fields: allFields, change: .any, writer: .maker),
    // A file stays what it was when it was attached.
    WritingRule(kind: 4, fields: allFields, change: .any, writer: .maker),
  ]
}

extension WritingRule {
  func speaks(of operation: SharedOperation, on kind: UInt32) -> Bool {
    guard kind == self.kind, fields.contains(operation.field ?? 0) else { return false }
    switch (change, operation) {
    case (.any, _): return true
    case (.code(let word), .set(_, _, .code(let value), _, _, _)): return value == word
    case (.resolution, .set(_, _, _, _, let resolves, _)): return resolves
    default: return false
    }
  }
}

extension EntitledWriter {
  /// Whether a node's change counts.
  ///
  /// - Parameters:
  ///   - node: Whose log the change is in.
  ///   - object: The object.
  ///   - field: The field's number.
  ///   - control: The scope's control log.
  /// - Returns: `false` if the change has no effect.
  func includes(_ node: NodeID, object: ObjectID, field: UInt32, _ control: ControlState) -> Bool {
    switch self {
    case .anyMember: return true
    case .maker:
      // By the partnership and not by the node: one that was set up anew is the same partner.
      return control.nodes[node]?.description.reference
        == control.partnership(ofLog: object.logIndex)
    case .makerOrKeeper:
      return node == control.keeper
        || Self.maker.includes(node, object: object, field: field, control)
    case .memberInPlace(let first):
      return control.place(of: node) == Int(field - first)
    }
  }
}

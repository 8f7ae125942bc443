import CausalHistory
import PartnershipRecords
import SignedLogs

/// Somebody who works at a node, with the form that is open before them.
struct Person {
  /// A form: what was on screen when it was opened.
  struct Form {
    let scope: ScopeID
    let object: ObjectID
    let key: ObjectKey
    /// The writes of each register that were shown, by field, and what their dots were.
    let screen: [UInt32: [Shown]]
    let openedAt: UInt64
  }

  /// A value on screen.
  struct Shown {
    let dot: Dot
    let commit: Digest
  }

  let actor: Actor
  var form: Form?
}

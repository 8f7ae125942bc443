import Foundation

/// A command of one node, and what its good end acknowledges.
struct KillWork {
  enum Promise {
    /// The three files of a month are in.
    case imported(month: String)
    /// The release is drawn; `nil` for whatever was due.
    case drawn(release: String?)
    case approved
    /// A task with a title that no other has; its reference is printed.
    case made(title: String)
    case shared(task: String)
    /// An entry of a task's journal that no other has.
    case noted(task: String, note: String)
    /// All that was made here is at the hub.
    case synchronised
  }

  let words: [String]
  let promise: Promise
}

import ArgumentParser
import Foundation
import HubService

/// Has a person confirm what cannot be undone, by typing the member's reference.
struct ConfirmationOptions: ParsableArguments {
  @Flag(help: "Do it without asking; for scripts.") var yes = false

  /// - Parameters:
  ///   - reference: What must be typed.
  ///   - consequences: What will be done, in sentences.
  /// - Throws: ``CommandError/notConfirmed(_:)`` where nobody can be asked; exit code 1 for another
  ///   answer.
  func confirm(_ reference: String, _ consequences: [String]) throws {
    guard !yes else { return }
    // What a pipe holds was written before anybody could know what would be done.
    guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
      throw CommandError.notConfirmed(consequences)
    }
    tell(
      (consequences + ["This cannot be undone. To go on, type \(reference):"]).joined(
        separator: "\n"))
    guard readLine()?.trimmingCharacters(in: .whitespaces) == reference else {
      tell("Nothing was done.")
      throw ExitCode(ExitStatus.failed)
    }
  }
}

struct HubRevoke: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Refuse a member from now on.",
    discussion: """
      For a machine that was stolen, or that somebody else has got hold of. Its certificate is \
      refused, and what it writes later has no effect anywhere, however it travels. What it shared \
      before stays. This cannot be undone: to come back, the node is set up and enrolled anew. A \
      partnership that leaves in good order is retired instead: iscan hub retire. A hub that was \
      brought back from a backup refuses the member at once too, and tells the others later.

      Once its machine hears of it, by a bundle of yours (iscan sync export --to GAT), it erases what \
      others shared. The tasks that it made stay on it, without what others wrote to them. A machine \
      that never hears of it erases nothing, and what was seen cannot be unseen.

        iscan hub revoke GAT --reason "laptop stolen"
        iscan hub revoke GAT --reason "laptop stolen" --yes
        iscan hub revoke GAT --reason "laptop stolen" --dry-run

      Exit code 3: it is revoked already. 1: there is no such member, or it was not confirmed.
      """)

  @OptionGroup var home: HomeOptions
  @Argument(help: "The member's reference, such as GAT.") var reference: String
  @Option(help: "Why, in words; the partnership is told.") var reason: String
  @Flag(help: "Only say what would be done.") var dryRun = false
  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let hub = try home.hub()
    try hub.check(reason: reason)
    let view = try hub.departure(of: reference)
    let consequences =
      ["The certificate of \(view.name) is refused from now on."] + view.sentences
    if dryRun { return try output.show(view) { consequences.joined(separator: "\n") } }
    try confirmation.confirm(reference, consequences)
    let isSigned = try hub.revoke(reference, reason: reason)
    try output.show(["revoked": reference]) {
      let told =
        isSigned
        ? "\(reference) is revoked. The other members hear of it when they next exchange with this hub: "
          + "iscan sync status says who has not yet."
        : "\(reference) is refused here from now on. The other members are told once this hub may sign "
          + "again: iscan hub recover."
      return
        ([told]
        + view.nextSteps(
          "Next: its machine is refused over the line, so only a bundle can have it erase what others "
            + "shared: \(DepartureView.carried(to: reference)).",
          isSigned: isSigned)).joined(separator: "\n")
    }
  }
}

struct HubRetire: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retire", abstract: "Let a member go in good order.",
    discussion: """
      For a partnership that leaves, or that merges with another. Its logs end where they are at \
      the hub, and it belongs to no scope any more; all that it shared until then stands. Have it \
      synchronise first: what has not arrived is not taken any more.

      At its next contact, or by a bundle of yours (iscan sync export --to GAT), its node erases what \
      others shared, and nothing else: the tasks that it made stay there, on that machine only and \
      without what others wrote to them, as does what it wrote and never sent. It says what it kept \
      and what it erased: iscan sync status, iscan sync log --left.

      To come back, it is invited anew (iscan hub invite) and sets a new node up.

        iscan hub retire GAT
        iscan hub retire GAT --yes
        iscan hub retire GAT --dry-run

      Exit code 3: it is revoked or retired already. 1: there is no such member, or it was not \
      confirmed.
      """)

  @OptionGroup var home: HomeOptions
  @Argument(help: "The member's reference, such as GAT.") var reference: String
  @Flag(help: "Only say what would be done.") var dryRun = false
  @OptionGroup var confirmation: ConfirmationOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let hub = try home.hub()
    let view = try hub.departure(of: reference)
    let consequences = ["\(view.name) belongs to no scope any more."] + view.sentences
    if dryRun { return try output.show(view) { consequences.joined(separator: "\n") } }
    try confirmation.confirm(reference, consequences)
    try hub.retire(reference)
    try output.show(["retired": reference]) {
      (["\(reference) is retired."]
        + view.nextSteps(
          "Next: have its node run iscan sync run, which erases there what others shared. Without a "
            + "line: \(DepartureView.carried(to: reference)).")).joined(separator: "\n")
    }
  }
}

extension DepartureView {
  /// How its node hears of it without a line.
  fileprivate static func carried(to reference: String) -> String {
    "iscan sync export --to \(reference) --output …, and iscan sync import of that file there"
  }

  /// What is left for people to do once it is done.
  ///
  /// - Parameters:
  ///   - first: How its node hears of it.
  ///   - isSigned: Whether the decision is made, so that its node can hear of it.
  /// - Returns: In sentences.
  fileprivate func nextSteps(_ first: String, isSigned: Bool = true) -> [String] {
    (isSigned ? [first] : [])
      + elsewhere.map {
        "In \($0) the hub above decides: ask its operator to revoke \(reference) there too."
      }
  }

  /// What becomes of each log, and of what is on its machine.
  var sentences: [String] {
    logs.map {
      "In \($0.scope) its log ends after \(changes($0.lastChange)); later ones have no effect."
    } + [
      "At its node, once it hears of it: \(count(othersTasks)) of others "
        + "\(othersTasks == 1 ? "is" : "are") erased.",
      "\(count(ownTasks)) that it made \(ownTasks == 1 ? "stays" : "stay") there, on that machine "
        + "only and without what others wrote, and so does what it wrote and has not sent.",
    ]
      + elsewhere.map {
        "In \($0) the hub above decides: ask its operator to revoke it there too."
      }
  }

  private func count(_ tasks: Int) -> String { tasks == 1 ? "1 task" : "\(tasks) tasks" }
}

struct HubVerify: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Look at everything that the hub keeps; change nothing.",
    discussion: """
      The database, the keys, every signature and chain in the logs, and what they were folded into. \
      Takes about as long as reading all of it. Exit code 1 if anything is wrong; 2 if nothing is, but \
      the database may be older than what was signed (iscan hub recover).

        iscan hub verify
        iscan hub verify --json | jq length
      """)

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let hub = try home.hub()
    let faults = try hub.faults()
    let mayBeOlder = try hub.recovery().isNeeded
    try output.show(faults) {
      guard faults.isEmpty else { return faults.joined(separator: "\n") }
      return mayBeOlder
        ? "All that is here is as it was signed; more may have been signed: iscan hub recover."
        : "Nothing is wrong."
    }
    if !faults.isEmpty { throw ExitCode(ExitStatus.failed) }
    if mayBeOlder { throw ExitStatus.setAside }
  }
}

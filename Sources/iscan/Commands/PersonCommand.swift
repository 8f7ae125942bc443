internal import NodeService
internal import HubService
import ArgumentParser
import Foundation
import PartnershipRecords

/// `iscan person`.
struct PersonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "person", abstract: "Say who may act at this machine, and as what.",
    subcommands: [PersonAdd.self, PersonList.self])
}

struct PersonAdd: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a person, or change their role or passphrase.",
    discussion: """
      Only the handle ever leaves this machine; it need not be a name. With --passphrase the \
      person can sign in to the page; the passphrase is read from the first line of input, so \
      that no list of processes shows it.

        iscan person add analyst-1 --role analyst
        iscan person add officer-1 --role liaison-officer --passphrase < file
      """)

  @OptionGroup var home: HomeOptions
  @Argument(help: "The handle, such as analyst-1.") var handle: String
  @Option(help: "What they do here.") var role: Role
  @Flag(help: "Read a passphrase from the first line of input.") var passphrase = false
  @OptionGroup var output: OutputOptions

  func run() throws {
    let words = passphrase ? try typedPassphrase() : nil
    if home.isHub {
      try home.hub().addPerson(handle, role: role, passphrase: words)
    } else {
      try home.node().addPerson(handle, role: role, passphrase: words)
    }
    try output.show(["handle": handle, "role": role.rawValue]) {
      "\(handle) may act as \(role.rawValue)."
    }
  }

  private func typedPassphrase() throws -> String {
    tell("Passphrase (at least 12 characters):")
    let words = readLine() ?? ""
    guard words.count >= 12 else {
      throw ValidationError("A passphrase has at least 12 characters.")
    }
    return words
  }
}

struct PersonList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List who may act at this machine.")

  @OptionGroup var home: HomeOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let people = home.isHub ? try home.hub().people() : try home.node().people()
    try output.show(people) {
      var table = TextTable(["Handle", "Role"])
      for person in people { table.add([person.handle, person.role.rawValue]) }
      return people.isEmpty ? "Nobody yet: iscan person add." : table.text
    }
  }
}

import Foundation
import Intake
import PartnershipRecords

/// Brings up a whole region on one machine: a hub and its partnerships, each its own process.
struct DemoRegion {
  let layout: DemoLayout
  let runner: DemoCommandRunner
  /// The folder with police files, boundaries, look-ups and population.
  let data: URL
  let partnerships: [DemoPartnership]
  let regionName: String
  /// Says on the terminal what is being done.
  let report: (String) -> Void

  /// Does whatever is not done yet; a second run finds everything there.
  func bringUp() throws {
    try prepareFolders()
    try checkData()
    try initialiseHub()
    var processes = DemoProcessList.read(layout.processFile)
    try startHub(&processes)
    for (index, partnership) in partnerships.enumerated() {
      report("\(partnership.name) (\(index + 1) of \(partnerships.count))")
      try initialiseNode(partnership)
      try enrol(partnership)
      try load(partnership)
      try release(partnership)
      try runner.run(["sync", "run", "--home", layout.nodeHome(partnership).path])
    }
    for (index, partnership) in partnerships.enumerated() {
      try startNode(partnership, page: DemoLayout.firstNodePagePort + index, &processes)
    }
  }

  private func prepareFolders() throws {
    for folder in [layout.folder, layout.logFolder, layout.folder.appending(path: "nodes")] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
  }

  /// A demonstration keeps to the data that it began with.
  private func checkData() throws {
    let mark = layout.folder.appending(path: "data-folder")
    let known = try? String(contentsOf: mark, encoding: .utf8)
    if let known, known != data.path {
      throw DemoError.otherData(folder: layout.folder.path, known: known)
    }
    try data.path.write(to: mark, atomically: true, encoding: .utf8)
  }

  /// Whether a force, as files name it, is the one of a partnership.
  func isForce(_ name: String, of partnership: DemoPartnership) -> Bool {
    PoliceFileName.slug(ofForce: name) == partnership.force
  }

  /// Whether a step has been done, as a file of that name in the home says.
  private func isDone(_ step: String, at home: URL) -> Bool {
    FileManager.default.fileExists(atPath: home.appending(path: ".demo-\(step)").path)
  }

  private func markDone(_ step: String, at home: URL) throws {
    try Data().write(to: home.appending(path: ".demo-\(step)"))
  }
}

// MARK: - The hub

extension DemoRegion {
  private func initialiseHub() throws {
    let home = layout.hubHome
    guard !isDone("initialised", at: home) else { return }
    report("Regional hub: certificate authority, database")
    try? FileManager.default.removeItem(at: home)
    try runner.run([
      "hub", "init", "--home", home.path, "--region", regionName, "--address",
      "127.0.0.1:\(DemoLayout.hubSyncPort)",
    ])
    for (handle, role) in [
      ("regional-office", "regional-office"), ("regional-analyst", "regional-analyst"),
      ("hub-administrator", "hub-administrator"),
    ] {
      try runner.run(["person", "add", handle, "--role", role, "--home", home.path])
    }
    try runner.run(
      ["import", "lookups", "--home", home.path] + DemoData(folder: data).lookups)
    try markDone("initialised", at: home)
  }

  private func startHub(_ processes: inout DemoProcessList) throws {
    try processes.start(
      "hub", with: runner, log: layout.log("hub"), page: DemoLayout.hubPagePort,
      words: [
        "serve", "--home", layout.hubHome.path, "--page-port", "\(DemoLayout.hubPagePort)",
        "--sync-port", "\(DemoLayout.hubSyncPort)", "--open-on-loopback",
      ], record: layout.processFile)
  }
}

// MARK: - A node

extension DemoRegion {
  private func initialiseNode(_ partnership: DemoPartnership) throws {
    let home = layout.nodeHome(partnership)
    guard !isDone("initialised", at: home) else { return }
    try? FileManager.default.removeItem(at: home)
    try runner.run([
      "node", "init", "--home", home.path, "--name", partnership.name, "--reference",
      partnership.reference, "--district", partnership.district,
    ])
    for (handle, role) in [
      ("analyst", "analyst"), ("coordinator", "coordinator"),
      ("liaison-officer", "liaison-officer"), ("councillor", "scanner"),
      ("tactical-chair", "tactical-chair"), ("administrator", "node-administrator"),
    ] {
      try runner.run(["person", "add", handle, "--role", role, "--home", home.path])
    }
    try markDone("initialised", at: home)
  }

  /// What two operators do by post and telephone, with the fingerprint read aloud in between.
  private func enrol(_ partnership: DemoPartnership) throws {
    let home = layout.nodeHome(partnership)
    guard !isDone("enrolled", at: home) else { return }
    let post = layout.folder.appending(path: "post/\(partnership.reference)")
    let reply = post.appending(path: "reply.json").path
    // A run that was broken off may have got as far as the reply.
    if !FileManager.default.fileExists(atPath: reply) {
      try? FileManager.default.removeItem(at: post)
      try FileManager.default.createDirectory(at: post, withIntermediateDirectories: true)
      try exchangeLetters(partnership, post: post)
    }
    try runner.run(["node", "enrol", "--home", home.path, "--reply", reply])
    try markDone("enrolled", at: home)
  }

  private func exchangeLetters(_ partnership: DemoPartnership, post: URL) throws {
    let home = layout.nodeHome(partnership)
    let invitation = post.appending(path: "invitation.json").path
    let request = post.appending(path: "request.json").path
    try runner.run([
      "hub", "invite", "--home", layout.hubHome.path, "--name", partnership.name, "--reference",
      partnership.reference, "--district", partnership.district, "--output", invitation,
    ])
    struct Request: Decodable { let fingerprint: String }
    let asked = try runner.read(
      Request.self,
      ["node", "enrol", "--home", home.path, "--invitation", invitation, "--output", request])
    try runner.run([
      "hub", "accept", request, "--home", layout.hubHome.path, "--fingerprint",
      asked.fingerprint, "--output", post.appending(path: "reply.json").path,
    ])
  }

  private func load(_ partnership: DemoPartnership) throws {
    let home = layout.nodeHome(partnership)
    guard !isDone("loaded", at: home) else { return }
    let reference = DemoData(folder: data)
    try runner.run(["import", "lookups", "--home", home.path] + reference.lookups)
    try runner.run(
      ["import", "boundaries", "--home", home.path]
        + reference.boundaries(of: partnership.district))
    try runner.run(["import", "population", "--home", home.path] + reference.populations)
    try runner.run(
      ["import", "police", "--home", home.path] + reference.policeFiles(of: partnership.force))
    // A neighbouring force's files hold some rows of this area.
    let neighbours = Set(partnerships.map(\.force)).subtracting([partnership.force]).sorted()
      .flatMap { reference.policeFiles(of: $0) }
    if !neighbours.isEmpty {
      try runner.run(["import", "police", "--neighbour", "--home", home.path] + neighbours)
    }
    try markDone("loaded", at: home)
  }

  private func release(_ partnership: DemoPartnership) throws {
    let home = layout.nodeHome(partnership)
    guard !isDone("released", at: home) else { return }
    try runner.run(["release", "build", "--home", home.path, "--due", "--as", "analyst"])
    try runner.run(["release", "preview", "--all", "--home", home.path, "--as", "liaison-officer"])
    try runner.run([
      "release", "approve", "--home", home.path, "--all", "--as", "liaison-officer",
    ])
    try markDone("released", at: home)
  }

  private func startNode(
    _ partnership: DemoPartnership, page: Int, _ processes: inout DemoProcessList
  ) throws {
    try processes.start(
      partnership.reference, with: runner, log: layout.log(partnership.reference), page: page,
      words: [
        "serve", "--home", layout.nodeHome(partnership).path, "--page-port", "\(page)",
        "--sync-every", "1", "--open-on-loopback",
      ], record: layout.processFile)
  }
}

import Foundation

/// A partnership's node in the story.
struct KillNode: Hashable {
  let name: String
  let reference: String
  let district: String
  let home: String

  var database: String { home + "/node.sqlite" }
}

/// A hub that serves and two nodes that have joined it, all real processes.
final class KillRegion {
  let program: String
  let folder: URL
  let files: KillFiles
  let nodes: [KillNode]
  let hubHome: String
  private let port: Int
  private(set) var hub: KillProcess?
  private var outputs = 0

  var hubDatabase: String { hubHome + "/hub.sqlite" }

  /// Sets up the region; the hub serves afterwards.
  ///
  /// - Parameters:
  ///   - program: The built `iscan`.
  ///   - folder: A new folder.
  ///   - months: How many months of police files there are.
  /// - Throws: ``KillFault`` if a step fails.
  init(program: String, folder: URL, months: Int) throws {
    self.program = program
    self.folder = folder
    files = try KillFiles(in: folder.appending(path: "data"), months: months)
    hubHome = folder.appending(path: "hub").path
    nodes = [("Millbridge", "MIL", "E06000903"), ("Upper Fells", "FEL", "E06000904")].map {
      KillNode(
        name: $0.0, reference: $0.1, district: $0.2,
        home: folder.appending(path: "nodes/\($0.1)").path)
    }
    port = try KillPort.free()
    try run([
      "hub", "init", "--home", hubHome, "--region", "Tarn", "--address", "127.0.0.1:\(port)",
    ])
    try run(["import", "lookups", "--home", hubHome] + files.lookups)
    try startHub()
    for node in nodes {
      try setUp(node, home: node.home)
      try enrol(node)
      try run(["sync", "run", "--home", node.home])
    }
    for node in nodes { try run(["sync", "run", "--home", node.home]) }
  }

  /// A node with people and areas, and no police records.
  func setUp(_ node: KillNode, home: String) throws {
    try run([
      "node", "init", "--home", home, "--name", node.name, "--reference", node.reference,
      "--district", node.district,
    ])
    for person in ["analyst", "liaison-officer", "tactical-chair"] {
      try run(["person", "add", person, "--role", person, "--home", home])
    }
    try run(["import", "lookups", "--home", home] + files.lookups)
    try run(["import", "boundaries", "--home", home] + files.boundaries(node.district))
  }

  private func enrol(_ node: KillNode) throws {
    let post = ["invitation", "request", "reply"].map {
      folder.appending(path: "\(node.reference)-\($0).json").path
    }
    try run([
      "hub", "invite", "--home", hubHome, "--name", node.name, "--reference", node.reference,
      "--district", node.district, "--output", post[0],
    ])
    struct Request: Decodable { let fingerprint: String }
    let request = try read(
      Request.self,
      ["node", "enrol", "--home", node.home, "--invitation", post[0], "--output", post[1]])
    try run([
      "hub", "accept", post[1], "--home", hubHome, "--fingerprint", request.fingerprint,
      "--output", post[2],
    ])
    try run(["node", "enrol", "--home", node.home, "--reply", post[2]])
  }
}

// MARK: - Running

extension KillRegion {
  func start(_ words: [String]) throws -> KillProcess {
    outputs += 1
    let output = folder.appending(path: "output-\(outputs % 16)").path
    return try KillProcess(program, words, output: output)
  }

  /// Runs a command to its end, which must be good.
  ///
  /// - Returns: What it printed.
  @discardableResult
  func run(_ words: [String], accepting accepted: Set<Int32> = [0]) throws -> Data {
    let process = try start(words)
    let ending = try process.wait()
    guard case .exited(let status) = ending, accepted.contains(status) else {
      throw KillFault("iscan \(words.joined(separator: " ")): \(ending) \(process.complaint)")
    }
    return process.printed
  }

  /// Runs a command with `--json` and reads its answer.
  func read<Answer: Decodable>(_ type: Answer.Type, _ words: [String]) throws -> Answer {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    return try decoder.decode(type, from: try run(words + ["--json"]))
  }

  /// Starts the hub's server and waits until nodes can reach it.
  func startHub() throws {
    let output = folder.appending(path: "hub-output").path
    let process = try KillProcess(
      program, ["serve", "--home", hubHome, "--page-port", "0", "--sync-port", "\(port)"],
      output: output)
    hub = process
    for _ in 0..<20_000 {
      if String(decoding: process.printed, as: UTF8.self).contains("Nodes: port \(port)\n") {
        return
      }
      if let ending = process.poll() {
        throw KillFault("the hub ended: \(ending) \(process.complaint)")
      }
      usleep(1_000)
    }
    throw KillFault("the hub did not answer within 20 seconds")
  }

  func stopHub() {
    hub?.end()
    hub = nil
  }
}

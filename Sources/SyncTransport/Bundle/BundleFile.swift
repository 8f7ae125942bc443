internal import Foundation
internal import ProtocolMessages
public import SignedLogs
internal import SwiftProtobuf
public import SyncProtocol

/// A bundle whose every byte was read and whose creator's signature is good.
public struct VerifiedBundle: Sendable {
  /// 16 random bytes.
  public let name: [UInt8]
  public let manifest: BundleManifest
  /// Records after the manifest.
  public let frameCount: Int
  /// Of the file.
  public let byteCount: Int
  /// Where its creator stands, by scope.
  public let creatorStands: [ScopeID: CreatorStanding]
}

/// A bundle on a disk or a stick, and the key that opens it.
public struct BundleFile: Sendable {
  public let path: String
  private let key: BundleKey

  public init(path: String, key: BundleKey) {
    self.path = path
    self.key = key
  }

  /// Reads the whole file, and keeps one record at a time.
  ///
  /// - Parameter progress: Given the bytes of records read so far.
  /// - Returns: What it is.
  /// - Throws: `TransportError` with a code that begins with `bundle-`; ``BundleFault``.
  public func verify(progress: (_ bytes: Int) -> Void = { _ in }) throws -> VerifiedBundle {
    try verify(progress: progress, frame: { _ in })
  }

  /// The same; `frame` is given each record that can be read, before the signature is looked at.
  func verify(
    progress: (_ bytes: Int) -> Void = { _ in }, frame: (Iscan_Sync_V1_Frame) -> Void
  ) throws -> VerifiedBundle {
    var found: BundleManifest?
    var frameCount = 0
    var stands: [ScopeID: CreatorStanding] = [:]
    var read = 0
    let (name, size) = try eachRecord { record in
      read += record.count + 4
      progress(read)
      guard found != nil else {
        found = try BundleManifest(record: record)
        return found?.creatorIdentityKey
      }
      frameCount += 1
      guard let decoded = try? Iscan_Sync_V1_Frame(serializedBytes: record) else { return nil }
      frame(decoded)
      if case .scopeState(let state) = decoded.content, let scope = ScopeID(state.scopeID) {
        stands[scope] = CreatorStanding(state)
      }
      return nil
    }
    guard let found else { throw TransportError.bundleUnreadable("it has no manifest") }
    return VerifiedBundle(
      name: name, manifest: found, frameCount: frameCount, byteCount: size,
      creatorStands: stands)
  }

  /// The name that stands outside of a file, for anybody to read; `nil` if it cannot be read.
  public static func name(at path: String) -> [UInt8]? {
    guard var bytes = try? FileBytes(path: path) else { return nil }
    return try? BundleEnvelope(from: &bytes).name
  }

  /// Reads every record and checks the signature at the end.
  ///
  /// - Parameter body: Given each; returns the creator's key once it knows it.
  /// - Returns: The bundle's name, and how many bytes the file has.
  /// - Throws: `TransportError` with a code that begins with `bundle-`; what `body` throws.
  private func eachRecord(_ body: (Data) throws -> PublicKey?) throws -> (
    name: [UInt8], byteCount: Int
  ) {
    let file = try FileBytes(path: path)
    var opening = try BundleOpening(file, key: key)
    var creator: PublicKey?
    func signer() throws -> PublicKey {
      guard let creator else { throw TransportError.bundleUnreadable("it has no manifest") }
      return creator
    }
    while let record = try opening.next(creator: signer) {
      creator = try body(Data(record)) ?? creator
    }
    return (opening.name, file.size)
  }

  /// Takes a verified bundle in: hands its frames to a reader, again as long as that brings
  /// something, and does what the reader asks for.
  ///
  /// - Parameters:
  ///   - reader: Made with the verified bundle's manifest.
  ///   - keeper: The store and the people behind it.
  ///   - progress: Given the bytes of records read so far in this reading, and its number from 1.
  /// - Returns: The reader, with what came of it.
  /// - Throws: As ``verify(progress:)``, and what the keeper throws; what was applied before stays,
  ///   and the import can be made again.
  public func takeIn(
    _ reader: BundleReader, keeper: any SessionKeeper,
    progress: (_ bytes: Int, _ reading: Int) -> Void = { _, _ in }
  ) async throws -> BundleReader {
    var reader = reader
    var number = 0
    repeat {
      number += 1
      reader.begin()
      var opening = try BundleOpening(try FileBytes(path: path), key: key)
      let creator = reader.manifest.creatorIdentityKey
      guard let first = try opening.next(creator: { creator }),
        try BundleManifest(record: Data(first)) == reader.manifest
      else { throw TransportError.bundleForged("it was exchanged while it was read") }
      var read = first.count
      while let record = try opening.next(creator: { creator }) {
        read += record.count + 4
        try await perform(.frame(Data(record)), &reader, keeper)
        progress(read, number)
      }
    } while reader.needsAnotherReading
    return reader
  }

  private func perform(
    _ input: BundleInput, _ reader: inout BundleReader, _ keeper: any SessionKeeper
  ) async throws {
    var inputs = [input]
    while !inputs.isEmpty {
      for output in try reader.step(inputs.removeFirst()) {
        if let next = try await answer(output, reader, keeper) { inputs.append(next) }
      }
    }
  }

  private func answer(
    _ output: SessionOutput, _ reader: BundleReader, _ keeper: any SessionKeeper
  ) async throws -> BundleInput? {
    switch output {
    case .apply(let request): return .applied(try await keeper.apply(request))
    case .load(let request): return .loaded(try await keeper.load(request))
    case .admit(let scope, let genesis, let sequence):
      switch try await keeper.admit(genesis, to: scope, after: sequence) {
      case .admitted(let first, let records):
        return .admitted(scope, first: first, records: records)
      case .refused(let ground): return .admissionRefused(scope, genesis.log, ground)
      // The answer comes with the control records of a later file.
      case .passedOn: return nil
      }
    case .receipt(let receipt): try await keeper.keep(carried: receipt)
    case .acknowledged(let scope, let positions):
      try await keeper.keep(acknowledged: positions, by: reader.manifest.creator, of: scope)
    case .evidence(let evidence):
      try await keeper.keep(evidence, from: reader.manifest.creator)
    default: break
    }
    return nil
  }
}

/// Makes a bundle file.
///
/// - Parameters:
///   - writer: What to write.
///   - path: Where; nothing may be there yet.
///   - recipients: The recipients' bundle keys, in the manifest's order.
///   - identity: The creator's key.
///   - randomness: 48 random bytes, never used before: the file's name and its content key.
///   - keeper: Where commits and control records are read.
/// - Returns: The writer when it is done, and the file's bytes.
/// - Throws: `TransportError` with a code that begins with `bundle-`; what the keeper throws. Then
///   there is no file.
public func writeBundle(
  _ writer: BundleWriter, to path: String, recipients: [[UInt8]], identity: IdentityKey,
  randomness: [UInt8], keeper: any SessionKeeper
) async throws -> (writer: BundleWriter, byteCount: Int) {
  var writer = writer
  let file = try BundleFileWriter(
    path: path, recipients: recipients, name: Array(randomness.prefix(16)),
    contentKey: Array(randomness.dropFirst(16).prefix(32)))
  var loaded: LoadedContent?
  while true {
    var request: LoadRequest?
    for output in try writer.next(loaded) {
      switch output {
      case .record(let record): try file.add(record)
      case .load(let wanted): request = wanted
      case .finished:
        try file.finish(identity: identity)
        return (writer, file.byteCount)
      }
    }
    guard let request else { throw BundleFault.recordsMissing }
    loaded = try await keeper.load(request)
  }
}

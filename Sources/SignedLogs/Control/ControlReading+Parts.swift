internal import Foundation
internal import ProtocolMessages

// The parts that several control records have.

func invalid(_ field: String, _ reason: String) -> SignedLogError {
  .fieldInvalid(.controlRecord, field: field, reason: reason)
}

func readDigest(_ data: Data, _ field: String) throws(SignedLogError) -> Digest {
  guard let digest = Digest(data) else { throw invalid(field, "not of 32 bytes") }
  return digest
}

func readNode(_ data: Data) throws(SignedLogError) -> NodeID {
  NodeID(try readDigest(data, "node_id"))
}

func readDigests(_ data: [Data], _ field: String) throws(SignedLogError) -> [Digest] {
  guard data.count <= LogLimits.transportKeysMax else {
    throw invalid(field, "more than \(LogLimits.transportKeysMax) times there")
  }
  var digests: [Digest] = []
  for item in data { digests.append(try readDigest(item, field)) }
  return digests
}

/// An X25519 key; nothing stands for none. The key of 32 zero bytes would keep no secret.
func readBundleKey(_ data: Data) throws(SignedLogError) -> [UInt8]? {
  guard !data.isEmpty else { return nil }
  guard data.count == LogLimits.bundleKeyBytes, data.contains(where: { $0 != 0 }) else {
    throw invalid("bundle_key", "not a key of \(LogLimits.bundleKeyBytes) bytes")
  }
  return Array(data)
}

func readCut(_ cut: Iscan_Sync_V1_Cut) throws(SignedLogError) -> LogCut {
  LogCut(
    logIndex: cut.logIndex, counter: cut.counter,
    headHash: try readDigest(cut.headHash, "head_hash"))
}

/// Cuts in any order, one a log.
func readCuts(_ cuts: [Iscan_Sync_V1_Cut]) throws(SignedLogError) -> [LogCut] {
  var result: [LogCut] = []
  for cut in cuts { result.append(try readCut(cut)) }
  guard Set(result.map(\.logIndex)).count == result.count else {
    throw invalid("cut", "there twice for one log")
  }
  return result
}

/// Where logs stand: ascending by log index, none without commits.
func readFrontier(_ entries: [Iscan_Sync_V1_Cut]) throws(SignedLogError) -> [LogCut] {
  var result: [LogCut] = []
  for entry in entries {
    let cut = try readCut(entry)
    guard cut.counter >= 1, result.last.map({ $0.logIndex < cut.logIndex }) ?? true else {
      throw invalid("frontier", "not ascending by log, each with a commit")
    }
    result.append(cut)
  }
  return result
}

import PartnershipRecords

/// Why a measurement cannot be made.
enum BenchmarkError: RemediedError {
  case handleUnusable
  case outcome(String)

  var code: String {
    switch self {
    case .handleUnusable: "handle-unusable"
    case .outcome: "outcome-wrong"
    }
  }

  var detail: String {
    switch self {
    case .handleUnusable: "The workload's handle is none."
    case .outcome(let found): "What was measured did not do its work: \(found)."
    }
  }

  var remedy: String { "Run the tests: the product itself does not work." }
}

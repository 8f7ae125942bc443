import Foundation
import Testing

@Suite("Two partnerships edit the same shared task while apart", .serialized)
struct ParallelEditTests {
  static let variants = [
    QuarryAccess.Variant(
      testDescription: "Millbridge syncs first", first: .millbridge, second: .upperFells),
    QuarryAccess.Variant(
      testDescription: "Upper Fells syncs first, and its clock was three years ahead",
      first: .upperFells, second: .millbridge, clockError: 3 * 365 * 86_400),
  ]

  @Test(
    "Both edits are kept, the clash is shown to both, and one decision settles it everywhere",
    arguments: variants)
  func quarryAccess(variant: QuarryAccess.Variant) async throws {
    let region = try await TestRegion()
    try await region.whileServing {
      try await region.join([.millbridge, .upperFells])
      let scene = QuarryAccess(region: region, variant: variant)
      try await scene.beginTogether()
      try await scene.editApart()
      try await scene.meetAtTheHub()
      try await scene.showTheClash()
      try await scene.refuseOtherDeciders()
      try await scene.decide()
      try await scene.followUp()
    }
  }
}
